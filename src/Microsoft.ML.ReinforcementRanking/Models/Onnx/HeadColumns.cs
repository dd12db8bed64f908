using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Adds the output columns of a head to the graph of a whole pipeline, whose other steps add theirs.</summary>
internal static class HeadColumns
{
    private const int FirstOperatorVersion = 9;

    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="context">The graph.</param>
    /// <param name="head">The head.</param>
    /// <param name="columns">The columns that the head reads.</param>
    /// <param name="outputs">The variables of the output columns.</param>
    /// <exception cref="InvalidOperationException">A column that the head reads is not in the graph, or the file would have too many bytes.</exception>
    public static void Add(IHost host, OnnxContext context, ModelHead head, BoundColumns columns, string[] outputs)
    {
        context.CheckOpSetVersion(FirstOperatorVersion, nameof(NeuralRankingModelParameters));
        string[] missing = [.. columns.All.Where(column => column.Index != columns.EligibleActions?.Index).Select(column => column.Name)
            .Where(name => !context.ContainsColumn(name))];
        if (missing.Length > 0)
        {
            throw host.Except($"The pipeline cannot be converted to ONNX: the model reads {string.Join(", ", missing.Select(name => $"'{name}'"))}, which is " +
                "made by a step that has no form in ONNX, or by a step behind one. SaveAsOnnx of the pipeline names this step.");
        }
        RequireAllowedLength(head);
        string VariableOf(DataViewSchema.Column column) => context.GetVariableName(column.Name);
        var action = columns.Action is { } own ? VariableOf(own) : null;
        var graph = new OnnxGraph(context);
        var values = head.CreateGraph(graph, new(VariableOf(columns.Features), action, [.. columns.Categories.Select(VariableOf)]));
        foreach (var (index, output) in outputs.Index())
        {
            if (columns.EligibleActions is { } eligible && head.Columns[index].Name == OutputColumn.Probability)
                Refuse(host, context, output, eligible);
            else
                graph.Rename(values.Column(index), output);
        }
    }

    /// <summary>Refuses a head that is too large by itself. ML.NET's converter would copy the weights first, and then fail without saying why.</summary>
    private static void RequireAllowedLength(ModelHead head)
    {
        var alone = new OnnxFile();
        HeadFile.Complete(alone, head, new("features", "action", [.. head.Categories.Select(category => category.ColumnName)]));
        alone.RequireAllowedLength();
    }

    private static void Refuse(IHost host, OnnxContext context, string output, DataViewSchema.Column eligible)
    {
        context.RemoveVariable(output, removeColumn: true);
        using var channel = host.Start("ONNX conversion");
        channel.Warning($"The ONNX graph has no '{OutputColumn.Probability}', because it depends on the eligible actions of column '{eligible.Name}', whose " +
            $"number varies. Name the columns to convert without it, such as '{OutputColumn.Score}', or use SaveAsOnnx, where these actions are a mask.");
    }
}
