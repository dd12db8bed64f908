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
        // A row of the larger batches has an action that the policy does not know.
        var all = ContractLog.Draw(seed: 1);
        all[1].Action = ContractLog.ActionCount;
        foreach (var rows in OnnxRows.Batches(all))
        {
            var expected = trainer.Model.Transform(new MLContext(1).View(rows)).ReadScores();

            var outputs = model.Run(trainer.Inputs(rows));

            outputs.ShouldBeColumns(trainer.Model.Model.Head, expected);
        }
    }

    [Theory]
    [Trainers]
    public void SaveAsOnnx_WithFeaturesThatAreNotFinite_HasTheColumnsOfTransform(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var rows = ContractLog.Draw(seed: 1)[..4];
        (rows[0].Features[1], rows[1].Features[2], rows[2].Features[0]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        var expected = trainer.Model.Transform(new MLContext(1).View(rows)).ReadScores();
        using var model = new OnnxModel(trainer.OnnxFile());

        var outputs = model.Run(trainer.Inputs(rows));

        expected[..3].Should().OnlyContain(values => values.Any(float.IsNaN));
        outputs.ShouldBeColumns(trainer.Model.Model.Head, expected);
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
}
