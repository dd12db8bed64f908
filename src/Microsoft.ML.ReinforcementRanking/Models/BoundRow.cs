using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents the row that one cursor is on. It reads the features and the action once per row, however many columns are requested.</summary>
internal sealed class BoundRow
{
    private readonly DataViewRow _input;
    private readonly BoundColumns _columns;
    private readonly int _stateWidth;
    private readonly HeadEvaluator _evaluator;
    private readonly HeadRow _row;
    private readonly ValueGetter<VBuffer<float>> _getFeatures;
    private readonly Func<int>? _readAction;
    private readonly ValueGetter<VBuffer<float>>? _getActionVector;
    private readonly ActionSetReader? _eligibleActions;
    private readonly CategoryReader[] _categories;
    private readonly float[] _scalar = new float[1];
    private VBuffer<float> _features;
    private VBuffer<float> _vector;
    private long _position = -1;

    public BoundRow(ModelHead head, DataViewRow input, BoundColumns columns)
    {
        _input = input;
        _columns = columns;
        _stateWidth = head.StateWidth;
        _evaluator = head.CreateEvaluator();
        _row = new(head);
        _getFeatures = input.GetGetter<VBuffer<float>>(columns.Features);
        if (columns.Action is { Type: VectorDataViewType } vector)
            _getActionVector = input.GetGetter<VBuffer<float>>(vector);
        else if (columns.Action is { } action)
            _readAction = ActionReaderOf(head.Action!, input, action);
        if (columns.EligibleActions is { } eligible)
            _eligibleActions = ActionSetReader.Create(eligible, input, head.Action!.Ids);
        _categories = [.. columns.Categories.Select(column => CategoryReader.Create(column, input))];
    }

    public ValueGetter<float> ScalarGetter(int column) => (ref float value) =>
    {
        MoveToCurrent();
        _evaluator.Compute(column, _scalar);
        value = _scalar[0];
    };

    public ValueGetter<bool> BooleanGetter(int column)
    {
        var get = ScalarGetter(column);
        return (ref bool value) =>
        {
            var number = 0f;
            get(ref number);
            value = number != 0;
        };
    }

    public ValueGetter<VBuffer<float>> VectorGetter(int column, int width) => (ref VBuffer<float> value) =>
    {
        MoveToCurrent();
        var editor = VBufferEditor.Create(ref value, width);
        _evaluator.Compute(column, editor.Values);
        value = editor.Commit();
    };

    /// <summary>Returns the inputs of the row that the cursor is on, which are valid until the cursor moves.</summary>
    public HeadRow Read()
    {
        MoveToCurrent();
        return _row;
    }

    private void MoveToCurrent()
    {
        if (_position == _input.Position)
            return;
        _position = _input.Position;
        ReadState();
        ReadActionVector();
        _row.ActionIndex = _readAction?.Invoke() ?? 0;
        ReadEligibleActions();
        for (var field = 0; field < _categories.Length; field++)
            _categories[field].Read(_row.Categories[field]);
        _evaluator.Load(_row);
        Instruments.CountScoredRow();
    }

    private void ReadState()
    {
        _getFeatures(ref _features);
        RequireLength(_features, _stateWidth, _columns.Features);
        if (_features.IsDense)
        {
            _row.State.Set(_features.GetValues());
            return;
        }
        _row.State.Clear();
        _row.State.Add(_features.GetIndices(), _features.GetValues(), 0, 0.._features.Length);
    }

    private void ReadActionVector()
    {
        if (_getActionVector is null)
            return;
        _getActionVector(ref _vector);
        RequireLength(_vector, _row.ActionVector.Length, _columns.Action!.Value);
        _vector.CopyTo(_row.ActionVector);
    }

    private void ReadEligibleActions()
    {
        if (_eligibleActions is null)
            return;
        _eligibleActions.Read(_row.EligibleActions!);
        _row.EligibleActions!.Sort();
        if (_eligibleActions.SlotCount == 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Row {_input.Position}, eligible actions column '{_columns.EligibleActions!.Value.Name}': the set is null or empty. ") +
                "Give every row the actions that can be chosen, or drop such rows.");
        }
    }

    // A vector of an array has the array's length, whatever its type says.
    private void RequireLength(in VBuffer<float> vector, int length, DataViewSchema.Column column)
    {
        if (vector.Length != length)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Row {_input.Position}, column '{column.Name}': the vector has ") +
                FormattableString.Invariant($"{vector.Length} values, but the model was trained on {length}. Give the column {length} values in every row."));
        }
    }

    private static Func<int> ActionReaderOf(ActionInput action, DataViewRow input, DataViewSchema.Column column)
    {
        if (action.Ids is { } ids)
        {
            var readId = ColumnReaders.Id(input, column);
            return () => ids.IndexOf(readId().Span) is >= 0 and var index ? index : HeadRow.MissingAction;
        }
        var readKey = ColumnReaders.Integer(input, column);
        // For some missing keys ML.NET gives numbers above the cardinality.
        return () => readKey() is >= 1 and var key && key <= (ulong)action.Size ? (int)key - 1 : HeadRow.MissingAction;
    }
}
