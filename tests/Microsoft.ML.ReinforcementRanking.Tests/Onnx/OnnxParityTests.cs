using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Parity;

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
                ShouldBe([.. names.SelectMany(column => outputs[column][row])], expected[row]);
        }
    }

    private static void ShouldBe(float[] values, float[] expected)
    {
        values.Should().HaveCount(expected.Length);
        foreach (var (value, number) in values.Zip(expected))
        {
            if (float.IsNaN(number))
                value.Should().Be(number);
            else
                value.ShouldBe(number);
        }
    }

    private static ContractRow WithoutAction()
    {
        var row = ContractLog.Draw(seed: 1)[0];
        row.Action = ContractLog.ActionCount;
        return row;
    }
}
