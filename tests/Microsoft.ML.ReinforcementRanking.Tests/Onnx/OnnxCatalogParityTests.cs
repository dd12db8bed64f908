using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>
/// Compares ONNX Runtime with the managed evaluator in the layouts that only policies over a catalog have: eligible actions, and a row per candidate.
/// </summary>
[Collection(GlobalState.Name)]
[ContractOf(ContractKind.Catalog)]
public sealed class OnnxCatalogParityTests
{
    [Theory]
    [Trainers]
    public void SaveAsOnnx_OfAPolicyOverEligibleActions_HasThemAsAMask(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var policy = trainer.ModelOf(new() { Epochs = 1, HasEligibleActions = true });
        var column = policy.Model.Head.Action!.EligibleColumnName!;
        string[] ids = [.. policy.Model.CategoricalPolicy!.ActionIds];
        using var model = new OnnxModel(policy.Model.OnnxFile());
        foreach (var rows in OnnxRows.Batches(WithOneActionOutsideItsSet()))
        {
            var expected = policy.Transform(new MLContext(1).View(rows)).ReadScores();
            bool[][] sets = [.. rows.Select(row => Array.ConvertAll(ids, IdsOf(row, column).Contains))];

            var outputs = model.Run([.. trainer.Inputs(rows), OnnxModel.Input(column, sets)]);

            outputs.ShouldBeColumns(policy.Model.Head, expected);
            foreach (var (set, probabilities) in sets.Zip(outputs["LogProbabilities"]))
            {
                probabilities.Sum(MathF.Exp).Should().BeApproximately(1, 1e-5f);
                probabilities.Select(float.IsNegativeInfinity).Should().Equal(set.Select(isEligible => !isEligible));
            }
        }
    }

    [Theory]
    [Trainers]
    public void SaveAsOnnx_OfAPolicyOverCandidates_HasTheColumnsOfTransform(string name)
    {
        var policy = ContractTrainers.Named(name).ModelOf(new() { Epochs = 1, HasCandidates = true });
        using var model = new OnnxModel(policy.Model.OnnxFile());
        foreach (var rows in OnnxRows.Batches(CandidateLog.Rows))
        {
            var expected = policy.Transform(new MLContext(1).Candidates(rows)).ReadScores();

            var outputs = model.Run(OnnxModel.Input("Features", [.. rows.Select(row => row.Features)]));

            outputs.ShouldBeColumns(policy.Model.Head, expected);
        }
    }

    private static ContractRow[] WithOneActionOutsideItsSet()
    {
        var rows = ContractLog.Draw(seed: 1);
        (rows[1].Eligible, rows[1].EligibleText, rows[1].EligibleNumber) = (rows[1].Eligible[2..], rows[1].EligibleText[2..], rows[1].EligibleNumber[2..]);
        return rows;
    }

    private static IEnumerable<string> IdsOf(ContractRow row, string column) => column switch
    {
        "Eligible" => row.Eligible.Select(key => $"{key}"),
        "EligibleText" => row.EligibleText,
        _ => row.EligibleNumber.Select(number => FormattableString.Invariant($"{number}")),
    };
}
