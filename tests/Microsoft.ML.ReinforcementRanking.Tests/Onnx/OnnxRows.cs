using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Gives rows of the contract's log to the ONNX file of a trainer under contract.</summary>
internal static class OnnxRows
{
    public static NamedOnnxValue[] Inputs(this ContractTrainer trainer, IReadOnlyList<ContractRow> rows)
        => [OnnxModel.Input("Features", [.. rows.Select(row => row.Features)]), .. trainer.Actions(rows)];

    public static byte[] OnnxFile(this ContractTrainer trainer) => trainer.Model.Model.OnnxFile();

    public static byte[] OnnxFile(this NeuralRankingModelParameters model)
    {
        using var stream = new MemoryStream();
        model.SaveAsOnnx(stream);
        return stream.ToArray();
    }

    /// <summary>Returns rows with the columns that the model of a trainer reads, and no others.</summary>
    public static IDataView NarrowView(
        this ContractTrainer trainer, MLContext context, IEnumerable<ContractRow> rows, params IEnumerable<string> furtherColumns)
    {
        string[] own = trainer.Kind == ContractKind.Task ? [FitSettings.Action, "Tags"] : [trainer.ActionColumn()];
        string[] columns = ["Features", .. own, .. furtherColumns];
        var definition = SchemaDefinition.Create(typeof(ContractRow));
        definition.RemoveAll(column => !columns.Contains(column.ColumnName));
        return context.Data.LoadFromEnumerable(rows, definition);
    }

    /// <summary>Returns the first rows of a log in batches of 1, 7 and 256 rows.</summary>
    public static IEnumerable<T[]> Batches<T>(T[] rows) => new[] { 1, 7, 256 }.Select(count => rows[..count]);

    /// <summary>Compares outputs of a model with the columns of <c>Transform</c>, which are given row by row.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="head">The model.</param>
    /// <param name="expected">The rows.</param>
    /// <param name="suffix">What the names of outputs have after those of the columns.</param>
    public static void ShouldBeColumns(this Dictionary<string, float[][]> outputs, ModelHead head, float[][] expected, string suffix = "")
    {
        foreach (var (row, values) in expected.Index())
            head.Columns.SelectMany(column => outputs[column.Name + suffix][row]).ShouldBeRow(values);
    }

    public static void ShouldBeRow(this IEnumerable<float> values, float[] expected)
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

    private static string ActionColumn(this ContractTrainer trainer) => trainer.Kind switch
    {
        ContractKind.Gaussian => FitSettings.ActionVector,
        _ when trainer.ReadId is null => FitSettings.Action,
        _ when trainer.Name.EndsWith("OfText", StringComparison.Ordinal) => FitSettings.ActionText,
        _ => FitSettings.ActionNumber,
    };

    private static NamedOnnxValue[] Actions(this ContractTrainer trainer, IReadOnlyList<ContractRow> rows) => trainer.ActionColumn() switch
    {
        _ when trainer.Kind == ContractKind.Task => [Keys(rows), OnnxModel.Input("Tags", [.. rows.Select(TagsOf)])],
        FitSettings.Action => [Keys(rows)],
        FitSettings.ActionText => [OnnxModel.Input(FitSettings.ActionText, [.. rows.Select(row => new[] { row.ActionText })])],
        FitSettings.ActionNumber => [OnnxModel.Input(FitSettings.ActionNumber, [.. rows.Select(row => new[] { row.ActionNumber })])],
        _ => [OnnxModel.Input(FitSettings.ActionVector, [.. rows.Select(row => row.ActionVector)])],
    };

    private static NamedOnnxValue Keys(IReadOnlyList<ContractRow> rows)
        => OnnxModel.Input(FitSettings.Action, [.. rows.Select(row => new[] { row.Action < ContractLog.ActionCount ? row.Action + 1 : 0 })]);

    // All rows of a batch have the same number of values. Those that a row does not have are 0.
    private static uint[] TagsOf(ContractRow row) => [.. row.Tags, .. new uint[ContractLog.TagCount - row.Tags.Length]];
}
