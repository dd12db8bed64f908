using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Gives rows of the contract's log to the ONNX file of a trainer under contract.</summary>
internal static class OnnxRows
{
    public static NamedOnnxValue[] Inputs(this ContractTrainer trainer, IReadOnlyList<ContractRow> rows)
        => [OnnxModel.Input("Features", [.. rows.Select(row => row.Features)]), .. trainer.Actions(rows)];

    public static byte[] OnnxFile(this ContractTrainer trainer)
    {
        using var stream = new MemoryStream();
        trainer.Model.Model.SaveAsOnnx(stream);
        return stream.ToArray();
    }

    private static NamedOnnxValue[] Actions(this ContractTrainer trainer, IReadOnlyList<ContractRow> rows) => trainer.Kind switch
    {
        ContractKind.Gaussian => [OnnxModel.Input(FitSettings.ActionVector, [.. rows.Select(row => row.ActionVector)])],
        ContractKind.Task => [Keys(rows), OnnxModel.Input("Tags", [.. rows.Select(TagsOf)])],
        _ when trainer.ReadId is null => [Keys(rows)],
        _ when trainer.Name.EndsWith("OfText", StringComparison.Ordinal) =>
            [OnnxModel.Input(FitSettings.ActionText, [.. rows.Select(row => new[] { row.ActionText })])],
        _ => [OnnxModel.Input(FitSettings.ActionNumber, [.. rows.Select(row => new[] { row.ActionNumber })])],
    };

    private static NamedOnnxValue Keys(IReadOnlyList<ContractRow> rows)
        => OnnxModel.Input(FitSettings.Action, [.. rows.Select(row => new[] { row.Action < ContractLog.ActionCount ? row.Action + 1 : 0 })]);

    // All rows of a batch have the same number of values. Those that a row does not have are 0.
    private static uint[] TagsOf(ContractRow row) => [.. row.Tags, .. new uint[ContractLog.TagCount - row.Tags.Length]];
}
