using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Makes the ONNX file of a head alone, whose inputs are the columns that the head reads.</summary>
internal static class HeadFile
{
    /// <summary>The input with the actions that can be chosen, unless the model has a column of them.</summary>
    public const string EligibleActions = "EligibleActions";

    public static OnnxFile Create(ModelHead head)
    {
        RequireDistinct(head);
        var file = new OnnxFile();
        file.AddInput(new(DefaultColumnNames.Features, OnnxElementType.Float, head.StateWidth));
        if (head.Action is { } action)
            AddAction(file, action);
        foreach (var category in head.Categories)
            file.AddInput(new(category.ColumnName, OnnxElementType.UInt32, Width: null));
        string[] categories = [.. head.Categories.Select(category => category.ColumnName)];
        Complete(file, head, new(DefaultColumnNames.Features, head.Action?.ColumnName, categories));
        return file;
    }

    /// <summary>Adds the outputs of the head and the metadata to a file that has the variables that the head reads.</summary>
    public static void Complete(OnnxFile file, ModelHead head, HeadVariables variables)
    {
        var graph = new OnnxGraph(file);
        var eligible = head is CategoricalPolicyHead policy ? AddEligibleActions(file, policy) : null;
        var outputs = head.CreateGraph(graph, variables with { EligibleActions = eligible });
        foreach (var (index, column) in head.Columns.Index())
        {
            var type = column.IsBoolean ? OnnxElementType.Boolean : OnnxElementType.Float;
            AddOutput(new(column.Name, type, column.SlotNames?.Count ?? 1), outputs.Column(index));
        }
        foreach (var (output, variable) in outputs.FurtherOutputs())
            AddOutput(output, variable);
        Describe(head, file.Metadata);

        void AddOutput(OnnxVariable output, string variable)
        {
            graph.Rename(variable, output.Name);
            file.AddOutput(output);
        }
    }

    /// <summary>Returns the names that belong to the outputs and to the actions that can be chosen.</summary>
    public static IEnumerable<string> OutputNamesOf(ModelHead head) => head.Columns.Select(column => column.Name)
        .Concat(head is CategoricalPolicyHead policy ? [NameOfEligibleActions(policy), CategoricalPolicyGraph.LogProbabilities] : Array.Empty<string>());

    /// <summary>Adds the action column, which a run need not set: outputs that do not depend on the action are then those of any action.</summary>
    public static void AddAction(OnnxFile file, ActionInput action)
    {
        var input = VariableOf(action);
        long[] shape = [1, input.Width!.Value];
        file.AddInput(input with { IsOptional = true });
        _ = action.Type switch
        {
            ActionType.Vector => file.AddInitializer(Enumerable.Repeat(float.NaN, action.Size), shape, action.ColumnName, makeUniqueName: false),
            ActionType.Key => file.AddInitializer([0UL], isUint64: false, shape, action.ColumnName, makeUniqueName: false),
            ActionType.Text => file.AddInitializer([""], shape, action.ColumnName, makeUniqueName: false),
            _ => file.AddInitializer([NumberOfNone(action.Ids!)], shape, action.ColumnName, makeUniqueName: false),
        };
    }

    /// <summary>Returns the action column as a variable.</summary>
    public static OnnxVariable VariableOf(ActionInput action) => action.Type switch
    {
        ActionType.Vector => new(action.ColumnName, OnnxElementType.Float, action.Size),
        ActionType.Key => new(action.ColumnName, OnnxElementType.UInt32, Width: 1),
        ActionType.Text => new(action.ColumnName, OnnxElementType.Text, Width: 1),
        _ => new(action.ColumnName, OnnxElementType.Int64, Width: 1),
    };

    /// <summary>Adds the actions that can be chosen, which are those of the catalog in runs that do not set it.</summary>
    private static string AddEligibleActions(OnnxFile file, CategoricalPolicyHead policy)
    {
        var (name, count) = (NameOfEligibleActions(policy), policy.Catalog.Count);
        file.AddInput(new(name, OnnxElementType.Boolean, count) { IsOptional = true });
        return file.AddInitializer(Enumerable.Repeat(true, count), [1, count], name, makeUniqueName: false);
    }

    private static string NameOfEligibleActions(CategoricalPolicyHead policy) => policy.Action.EligibleColumnName ?? EligibleActions;

    /// <summary>Returns a number that is the id of no action.</summary>
    private static long NumberOfNone(TextIndex ids)
    {
        var number = -1L;
        while (ids.IndexOf(number.ToString(CultureInfo.InvariantCulture)) >= 0)
            number--;
        return number;
    }

    /// <exception cref="InvalidOperationException">Two columns would be the same variable.</exception>
    private static void RequireDistinct(ModelHead head)
    {
        string[] names = [DefaultColumnNames.Features, .. head.Action is { } action ? [action.ColumnName] : Array.Empty<string>(),
            .. head.Categories.Select(category => category.ColumnName), .. OutputNamesOf(head)];
        if (names.CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key is { } name)
        {
            throw new InvalidOperationException($"The model cannot be saved as ONNX, because '{name}' would be the name of two of its inputs and outputs: " +
                $"{string.Join(", ", names)}. Fit with another name of this column.");
        }
    }

    private static void Describe(ModelHead head, Dictionary<string, string> metadata)
    {
        if (head.Critics.Count > 0)
        {
            metadata["ResponseNames"] = JsonSerializer.Serialize(head.Critics.Select(critic => critic.ResponseColumnName));
            metadata["DiscountFactors"] = JsonSerializer.Serialize(head.Critics.Select(critic => critic.DiscountFactor));
        }
        if (head is CategoricalPolicyHead policy)
            metadata["ActionIds"] = JsonSerializer.Serialize(policy.ActionIds);
        if (head is PolicyHead { ConstraintStrength: { } strength })
            metadata["ConstraintStrength"] = strength.ToString("R", CultureInfo.InvariantCulture);
    }
}
