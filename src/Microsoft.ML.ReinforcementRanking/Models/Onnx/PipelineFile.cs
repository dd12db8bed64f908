using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Makes the ONNX file of a pipeline up to its model. The steps of ML.NET add their own operations. A step without a form in ONNX is left out if the model
/// does not depend on it, such as one that makes the label.
/// </summary>
internal sealed class PipelineFile
{
    private readonly OnnxFile _file = new();
    private readonly ITransformer[] _steps;
    private readonly RankingPredictionTransformer<NeuralRankingModelParameters> _last;

    // What the steps that were left out would have made.
    private readonly List<(string Column, int Step, DataViewSchema Input)> _missing = [];
    private IDataView _data;

    private PipelineFile(ITransformer pipeline, DataViewSchema inputSchema)
    {
        _last = PipelineSteps.FindModel(pipeline);
        _steps = [.. PipelineSteps.Flatten(pipeline)];
        _data = new EmptyDataView(_last.Model.Environment, inputSchema);
        AddInputs(inputSchema);
        for (var step = 0; _steps[step] != _last; step++)
            AddStep(step);
    }

    private ModelHead Head => _last.Model.Head;

    /// <exception cref="ArgumentException">The pipeline has no model, or the schema lacks a column.</exception>
    /// <exception cref="InvalidOperationException">The model depends on a step that has no form in ONNX.</exception>
    public static OnnxFile Create(ITransformer pipeline, DataViewSchema inputSchema)
    {
        var converter = new PipelineFile(pipeline, inputSchema);
        var head = converter.Head;
        var features = converter.VariableOf(converter._last.FeatureColumnName);
        var action = head.Action is { } own ? converter.AddAction(own) : null;
        string[] categories = [.. head.Categories.Select(category => converter.VariableOf(category.ColumnName))];
        HeadFile.Complete(converter._file, head, new(features, action, categories));
        return converter._file;
    }

    /// <summary>
    /// Adds all columns that ONNX has a type for. Those that are not read are not written. The action need not be set if no step changes its type.
    /// </summary>
    private void AddInputs(DataViewSchema schema)
    {
        string[] taken = [.. HeadFile.OutputNamesOf(Head)];
        foreach (var column in schema.Where(column => !column.IsHidden && !taken.Contains(column.Name)))
        {
            if (OnnxVariable.OfColumn(column.Name, column.Type) is not { } variable)
                continue;
            if (Head.Action is { } action && variable == HeadFile.VariableOf(action))
                HeadFile.AddAction(_file, action);
            else
                _file.AddInput(variable);
        }
    }

    private void AddStep(int step)
    {
        var (before, after) = (_data, _steps[step].Transform(_data));
        List<ITransformCanSaveOnnx> transforms = [];
        var canSave = true;
        for (var view = after; view != before && view is IDataTransform transform; view = transform.Source)
        {
            canSave &= transform is ITransformCanSaveOnnx own && own.CanSaveOnnx(_file);
            if (canSave)
                transforms.Insert(0, (ITransformCanSaveOnnx)transform);
        }
        // A column that replaces another one hides it, so that the schema has both.
        string[] columns = [.. after.Schema.Select(column => column.Name).Distinct()
            .Where(name => after.Schema.Count(column => column.Name == name) > before.Schema.Count(column => column.Name == name))];
        var variables = columns.ToDictionary(column => column, VariableOrNull);
        foreach (var transform in canSave ? transforms : [])
            transform.SaveAsOnnx(_file);
        // A step that cannot make a column adds no variable for it, or takes away the one that it would replace.
        foreach (var column in columns.Where(column => VariableOrNull(column) is not { } made || made == variables[column]))
        {
            _file.RemoveColumn(column);
            _missing.Add((column, step, before.Schema));
        }
        _data = after;
    }

    private string? VariableOrNull(string column) => _file.ContainsColumn(column) ? _file.GetVariableName(column) : null;

    /// <summary>Returns the action column, or makes it an input if the pipeline has none, as one for states does not.</summary>
    private string AddAction(ActionInput action)
    {
        if (_data.Schema.GetColumnOrNull(action.ColumnName) is null)
            HeadFile.AddAction(_file, action);
        return VariableOf(action.ColumnName);
    }

    /// <exception cref="ArgumentException">The pipeline has no such column.</exception>
    /// <exception cref="InvalidOperationException">A step that makes it has no form in ONNX.</exception>
    private string VariableOf(string column)
    {
        if (_file.ContainsColumn(column))
            return _file.GetVariableName(column);
        if (!_missing.Any(other => other.Column == column))
        {
            throw new ArgumentException($"The pipeline cannot be saved as ONNX: its model reads '{column}', which is not a column of the input, " +
                "has a type that ONNX lacks, or has the name of an output.");
        }
        var (cause, step) = CauseOf(column, _steps.Length);
        var name = PipelineSteps.NameOf(_steps[step]);
        throw new InvalidOperationException($"The pipeline cannot be saved as ONNX: step {step + 1} of {_steps.Length}, {name}, has no form in ONNX for the " +
            $"column '{cause}'{(cause == column ? "" : $", from which '{column}' is made")}, and the model reads '{column}'. " +
            "Replace this step by one that can be converted, or save the model alone and apply the steps before it.");
    }

    /// <summary>Returns the first step because of which a column is missing. A later one may only lack its input.</summary>
    private (string Column, int Step) CauseOf(string column, int beforeStep)
    {
        var (_, step, input) = _missing.Last(other => other.Column == column && other.Step < beforeStep);
        var mapper = _steps[step].IsRowToRowMapper ? _steps[step].GetRowToRowMapper(input) : null;
        var earlier = mapper?.GetDependencies([mapper.OutputSchema[column]]).Select(source => source.Name)
            .FirstOrDefault(source => _missing.Any(other => other.Column == source && other.Step < step));
        return earlier is null ? (column, step) : CauseOf(earlier, step);
    }
}
