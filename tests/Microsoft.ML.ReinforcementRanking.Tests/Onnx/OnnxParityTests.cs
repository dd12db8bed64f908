using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Compares ONNX Runtime with the managed evaluator, for every trainer under contract.</summary>
[Collection(GlobalState.Name)]
public sealed class OnnxParityTests
{
    [Theory]
    [Trainers]
    public void SaveAsOnnx_InBatchesOfEverySize_HasTheColumnsOfTransform(string name)
    {
        var trainer = ContractTrainers.Named(name);
        using var model = new OnnxModel(trainer.OnnxFile());
        foreach (var count in (int[])[1, 7, 256])
        {
            // The first row of the larger batches has an action that the policy does not know.
            ContractRow[] rows = count == 1 ? ContractLog.Rows[..1] : [WithoutAction(), .. ContractLog.Rows[1..count]];
            var expected = trainer.Model.Transform(new MLContext(1).View(rows)).ReadScores();

            var outputs = model.Run(trainer.Inputs(rows));

            var names = trainer.Model.Model.Head.Columns.Select(column => column.Name).ToArray();
            for (var row = 0; row < count; row++)
                names.SelectMany(column => outputs[column][row]).ShouldBeRow(expected[row]);
        }
    }

    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("TscacExactOfText")]
    [InlineData("TscacSampledOfNumbers")]
    public void SaveAsOnnx_OfAPolicyOverEligibleActions_HasThemAsAMask(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var policy = trainer.Fit(new() { Epochs = 1, HasEligibleActions = true });
        var column = policy.Model.Head.Action!.EligibleColumnName!;
        string[] ids = [.. policy.Model.CategoricalPolicy!.ActionIds];
        var rows = ContractLog.Rows[..20];
        // Some rows have an action that is not eligible.
        var expected = policy.Transform(new MLContext(1).View(rows)).ReadScores();
        using var model = new OnnxModel(policy.Model.OnnxFile());

        var mask = OnnxModel.Input(column, [.. rows.Select(row => ids.Select(id => IdsOf(row).Contains(id)).ToArray())]);
        var outputs = model.Run([.. trainer.Inputs(rows), mask]);

        for (var row = 0; row < rows.Length; row++)
        {
            policy.Model.Head.Columns.SelectMany(output => outputs[output.Name][row]).ShouldBeRow(expected[row]);
            var probabilities = outputs["LogProbabilities"][row];
            probabilities.Sum(MathF.Exp).Should().BeApproximately(1, 1e-5f);
            ids.Where((_, index) => float.IsNegativeInfinity(probabilities[index])).Should().BeEquivalentTo(ids.Except(IdsOf(rows[row])));
        }

        IEnumerable<string> IdsOf(ContractRow row) => column switch
        {
            "Eligible" => row.Eligible.Select(key => $"{key}"),
            "EligibleText" => row.EligibleText,
            _ => row.EligibleNumber.Select(number => FormattableString.Invariant($"{number}")),
        };
    }

    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("DeepFM")]
    [InlineData("Pareto")]
    [InlineData("TscacExact")]
    [InlineData("TscacSampled")]
    [InlineData("WideAndDeep")]
    public void SaveAsOnnx_OfAPolicyOverCandidates_HasTheColumnsOfTransform(string name)
    {
        var context = new MLContext(1);
        var policy = ContractTrainers.Named(name).Fit(new() { Epochs = 1, HasCandidates = true }, context.Candidates());
        using var model = new OnnxModel(policy.Model.OnnxFile());
        foreach (var count in (int[])[1, 7, 256])
        {
            var rows = CandidateLog.Rows[..count];
            var expected = policy.Transform(context.Candidates(rows)).ReadScores();

            var outputs = model.Run(OnnxModel.Input("Features", [.. rows.Select(row => row.Features)]));

            for (var row = 0; row < count; row++)
                policy.Model.Head.Columns.SelectMany(column => outputs[column.Name][row]).ShouldBeRow(expected[row]);
        }
    }

    [Fact]
    public void SaveAsOnnx_WhereNoActionIsEligible_HasTheProbabilityZero()
    {
        var trainer = ContractTrainers.Named("TscacExactOfText");
        var none = OnnxModel.Input("EligibleActions", [new bool[ContractLog.ActionCount]]);
        using var model = new OnnxModel(trainer.OnnxFile());

        var outputs = model.Run([.. trainer.Inputs(ContractLog.Rows[..1]), none]);

        outputs["Probability"][0].Should().Equal(0);
        outputs["LogProbabilities"][0].Should().OnlyContain(value => float.IsNegativeInfinity(value));
    }

    private static ContractRow WithoutAction()
    {
        var row = ContractLog.Draw(seed: 1)[0];
        row.Action = ContractLog.ActionCount;
        return row;
    }
}
