using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>What engines and policies are asked in a service.</summary>
internal static class BadRequests
{
    private const string Engine = "ActionRankingEngine.";
    private const string Catalog = "CategoricalPolicy.";
    private const string Candidates = "CandidatePolicy.";

    private static readonly float[] Good = [0, 0, 0, 0];
    private static readonly float[] NotANumber = [0, float.NaN, 0, 0];
    private static readonly float[][] Rows = [[0.5f, 1, 0.5f], [0.5f, -1, -0.5f]];

    public static IEnumerable<BadInputCase> Cases => [.. OfEngines, .. OfCatalogs, .. OfCandidates, .. OfArguments];

    private static IEnumerable<BadInputCase> OfEngines =>
    [
        Of<ArgumentException>("ActionRankingCatalog.CreateActionRankingEngine", "a pipeline without a policy",
            () => SpoiledLog.Context.Model.CreateActionRankingEngine<SpoiledLog.State>(SpoiledLog.Normalizer)),
        Of<ArgumentException>("ActionRankingCatalog.CreateActionRankingEngine", "a state without the features",
            () => SpoiledLog.Context.Model.CreateActionRankingEngine<SpoiledLog.Other>(SpoiledLog.Policy)),
        Of<ArgumentException>(Engine + "TopActions", "a feature that is NaN", () => With(engine => engine.TopActions(State(NotANumber), 1))),
        Of<ArgumentException>(Engine + "TopActions", "a vector of another length", () => With(engine => engine.TopActions(State([1, 2]), 1))),
        Of<ArgumentOutOfRangeException>(Engine + "TopActions", "a count of 0", () => With(engine => engine.TopActions(State(Good), 0))),
        Of<ObjectDisposedException>(Engine + "TopActions", "an engine that is disposed of", () => Disposed().TopActions(State(Good), 1)),
        Of<ArgumentException>(Engine + "ActionProbabilities", "an action that the policy does not know",
            () => With(engine => engine.ActionProbabilities(State(Good), ["video 0", "newest"]))),
        Of<ObjectDisposedException>(Engine + "ActionProbabilities", "an engine that is disposed of", () => Disposed().ActionProbabilities(State(Good))),
        Of<ArgumentException>(Engine + "SamplePage", "no eligible action", () => With(engine => engine.SamplePage(State(Good), 2, [], 1))),
        Of<ArgumentOutOfRangeException>(Engine + "SamplePage", "an exploration of 2",
            () => With(engine => engine.SamplePage(State(Good), 2, seed: 1, exploration: 2))),
        Of<ObjectDisposedException>(Engine + "SamplePage", "an engine that is disposed of", () => Disposed().SamplePage(State(Good), 2)),
        Of<ArgumentException>(Engine + "PositionProbabilities", "an empty page", () => With(engine => engine.PositionProbabilities(State(Good), []))),
        Of<ArgumentOutOfRangeException>(Engine + "PositionProbabilities", "too few draws",
            () => With(engine => engine.PositionProbabilities(State(Good), ["video 0"], numberOfDraws: 100))),
        Of<ObjectDisposedException>(Engine + "PositionProbabilities", "an engine that is disposed of",
            () => Disposed().PositionProbabilities(State(Good), ["video 0"])),
    ];

    private static IEnumerable<BadInputCase> OfCatalogs =>
    [
        Of<ArgumentException>(Catalog + "TopActions", "one feature in place of four", () => SpoiledLog.Catalog.TopActions([1], 1)),
        Of<ArgumentException>(Catalog + "TopActions", "a feature that is NaN", () => SpoiledLog.Catalog.TopActions(NotANumber, 1)),
        Of<ArgumentOutOfRangeException>(Catalog + "TopActions", "a count of 0", () => SpoiledLog.Catalog.TopActions(Good, 0)),
        Of<ArgumentException>(Catalog + "ActionProbabilities", "no eligible action", () => SpoiledLog.Catalog.ActionProbabilities(Good, [])),
        Of<ArgumentException>(Catalog + "ActionProbabilities", "an action that the policy does not know",
            () => SpoiledLog.Catalog.ActionProbabilities(Good, ["newest"])),
        Of<ArgumentException>(Catalog + "SamplePage", "a feature that is NaN", () => SpoiledLog.Catalog.SamplePage(NotANumber, 2, seed: 1)),
        Of<ArgumentOutOfRangeException>(Catalog + "SamplePage", "a page of 0 actions", () => SpoiledLog.Catalog.SamplePage(Good, 0, seed: 1)),
        Of<ArgumentOutOfRangeException>(Catalog + "SamplePage", "an exploration below 0",
            () => SpoiledLog.Catalog.SamplePage(Good, 2, seed: 1, exploration: -0.5)),
        Of<ArgumentException>(Catalog + "PositionProbabilities", "an action twice on the page",
            () => SpoiledLog.Catalog.PositionProbabilities(Good, ["video 0", "video 0"])),
        Of<ArgumentException>(Catalog + "PositionProbabilities", "an action of the page that is not eligible",
            () => SpoiledLog.Catalog.PositionProbabilities(Good, ["video 0"], ["video 1", "video 2"])),
        Of<ArgumentOutOfRangeException>(Catalog + "PositionProbabilities", "too few draws",
            () => SpoiledLog.Catalog.PositionProbabilities(Good, ["video 0"], numberOfDraws: 100)),
    ];

    private static IEnumerable<BadInputCase> OfCandidates =>
    [
        Of<ArgumentException>(Candidates + "Rank", "no candidate", () => SpoiledLog.Candidates.Rank([])),
        Of<ArgumentException>(Candidates + "Rank", "two features in place of three", () => SpoiledLog.Candidates.Rank([Rows[0], [1, 2]])),
        Of<ArgumentException>(Candidates + "Rank", "a feature that is NaN", () => SpoiledLog.Candidates.Rank([[0, float.NaN, 0]])),
        Of<ArgumentException>(Candidates + "SamplePage", "a candidate that is null", () => SpoiledLog.Candidates.SamplePage([Rows[0], null!], 1, seed: 1)),
        Of<ArgumentOutOfRangeException>(Candidates + "SamplePage", "a page of 0 candidates", () => SpoiledLog.Candidates.SamplePage(Rows, 0, seed: 1)),
    ];

    private static IEnumerable<BadInputCase> OfArguments =>
    [
        Of<ArgumentNullException>(Candidates + "Rank", "null", () => SpoiledLog.Candidates.Rank(null!)),
        Of<ArgumentNullException>(Candidates + "SamplePage", "null", () => SpoiledLog.Candidates.SamplePage(null!, 1, seed: 1)),
        Of<ArgumentException>("PolicyDisplayExtensions.RankStates", "states without the features",
            () => SpoiledLog.Catalog.RankStates(SpoiledLog.WithoutColumns)),
        Of<ArgumentOutOfRangeException>("PolicyDisplayExtensions.RankStates", "0 states", () => SpoiledLog.Catalog.RankStates(SpoiledLog.Sound, stateCount: 0)),
    ];

    private static SpoiledLog.State State(float[] features) => new() { Features = features };

    private static void With(Action<ActionRankingEngine<SpoiledLog.State>> ask)
    {
        using var engine = SpoiledLog.Context.Model.CreateActionRankingEngine<SpoiledLog.State>(SpoiledLog.Policy);
        ask(engine);
    }

    private static ActionRankingEngine<SpoiledLog.State> Disposed()
    {
        var engine = SpoiledLog.Context.Model.CreateActionRankingEngine<SpoiledLog.State>(SpoiledLog.Policy);
        engine.Dispose();
        return engine;
    }
}
