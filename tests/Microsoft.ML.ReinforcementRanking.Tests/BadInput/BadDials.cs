using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>The temperature, the constraint strength and the catalog of a policy, which can be changed after the fit.</summary>
internal static class BadDials
{
    private const string Extensions = "PolicyTransformerExtensions.";
    private const string Catalog = "CategoricalPolicy.";
    private const string Candidates = "CandidatePolicy.";

    public static IEnumerable<BadInputCase> Cases => [.. OfPolicies, .. OfTransformers, .. OfCatalogs];

    private static IEnumerable<BadInputCase> OfPolicies =>
    [
        Of<ArgumentOutOfRangeException>(Catalog + "WithTemperature", "0", () => SpoiledLog.Catalog.WithTemperature(0)),
        Of<ArgumentOutOfRangeException>(Catalog + "WithTemperature", "1e-38", () => SpoiledLog.Catalog.WithTemperature(1e-38)),
        Of<ArgumentOutOfRangeException>(Catalog + "WithConstraintStrength", "1e-300", () => SpoiledLog.Catalog.WithConstraintStrength(1e-300)),
        Of<InvalidOperationException>(Catalog + "WithConstraintStrength", "a cloned policy",
            () => SpoiledLog.Cloned.Model.CategoricalPolicy!.WithConstraintStrength(2)),
        Of<ArgumentOutOfRangeException>(Candidates + "WithTemperature", "NaN", () => SpoiledLog.Candidates.WithTemperature(double.NaN)),
        Of<ArgumentOutOfRangeException>(Candidates + "WithConstraintStrength", "1e7", () => SpoiledLog.Candidates.WithConstraintStrength(1e7)),
        Of<InvalidOperationException>(Candidates + "WithConstraintStrength", "a cloned policy",
            () => SpoiledLog.ClonedCandidates.WithConstraintStrength(2)),
    ];

    private static IEnumerable<BadInputCase> OfTransformers =>
    [
        Of<ArgumentOutOfRangeException>(Extensions + "WithTemperature", "0", () => SpoiledLog.Policy.WithTemperature(0)),
        Of<InvalidOperationException>(Extensions + "WithTemperature", "a policy over continuous actions", () => SpoiledLog.Continuous.WithTemperature(2)),
        Of<ArgumentException>(Extensions + "WithTemperature", "a pipeline without a policy", () => SpoiledLog.Normalizer.WithTemperature(2)),
        Of<ArgumentOutOfRangeException>(Extensions + "WithConstraintStrength", "infinity",
            () => SpoiledLog.Policy.WithConstraintStrength(double.PositiveInfinity)),
        Of<InvalidOperationException>(Extensions + "WithConstraintStrength", "a cloned policy at the end of a pipeline",
            () => SpoiledLog.Chain(SpoiledLog.Cloned).WithConstraintStrength(2)),
        Of<ArgumentException>(Extensions + "WithConstraintStrength", "a pipeline without a policy",
            () => SpoiledLog.Normalizer.WithConstraintStrength(2)),
        Of<ArgumentException>(Extensions + "GetRankingModel", "a pipeline without a model of this library", () => SpoiledLog.Normalizer.GetRankingModel()),
    ];

    private static IEnumerable<BadInputCase> OfCatalogs =>
    [
        Of<ArgumentOutOfRangeException>(Catalog + "WithActions", "a table without the columns",
            () => SpoiledLog.Catalog.WithActions(SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>(Catalog + "WithActions", "a policy over keys",
            () => SpoiledLog.Cloned.Model.CategoricalPolicy!.WithActions(SpoiledLog.Sound)),
        Of<ArgumentOutOfRangeException>(Extensions + "WithActions", "a table without the columns",
            () => SpoiledLog.Policy.WithActions(SpoiledLog.WithoutColumns)),
        Of<InvalidOperationException>(Extensions + "WithActions", "an action without an id",
            () => SpoiledLog.Policy.WithActions(SpoiledLog.WithRow(row => row.ActionText = "", count: 10))),
        Of<InvalidOperationException>(Extensions + "WithActions", "a policy over continuous actions",
            () => SpoiledLog.Continuous.WithActions(SpoiledLog.Sound)),
        Of<ArgumentException>(Extensions + "WithActions", "a pipeline without a policy", () => SpoiledLog.Normalizer.WithActions(SpoiledLog.Sound)),
        Of<ArgumentOutOfRangeException>("RankingPredictionTransformer.Transform", "features of another length",
            () => SpoiledLog.Policy.Transform(SpoiledLog.Context.Transforms.CopyColumns("Features", "DenseSeason").Append(
                SpoiledLog.Context.Transforms.Concatenate("Features", "DenseSeason", "Weight")).Fit(SpoiledLog.Sound).Transform(SpoiledLog.Sound))),
    ];
}
