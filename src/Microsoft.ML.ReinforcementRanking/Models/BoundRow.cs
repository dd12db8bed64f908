using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>One cursor's view of a model: reads features and action of the current row once, whatever columns are asked for.</summary>
internal sealed class BoundRow
{
    private readonly DataViewRow _input;
    private readonly HeadEvaluator _evaluator;
    private readonly ValueGetter<VBuffer<float>> _getFeatures;
    private readonly ValueGetter<ulong>? _getActionKey;
    private readonly ValueGetter<VBuffer<float>>? _getActionVector;
    private readonly float[] _state;
    private readonly float[] _actionVector;
    private readonly float[] _scalar = new float[1];
    private VBuffer<float> _features;
    private VBuffer<float> _vector;
    private long _position = -1;

    public BoundRow(ModelHead head, DataViewRow input, DataViewSchema.Column features, DataViewSchema.Column action)
    {
        _input = input;
        _evaluator = head.CreateEvaluator();
        _state = new float[head.StateWidth];
        _actionVector = new float[head.Action.IsKey ? 0 : head.Action.Size];
        _getFeatures = input.GetGetter<VBuffer<float>>(features);
        if (head.Action.IsKey)
            _getActionKey = RowCursorUtils.GetGetterAs<ulong>(NumberDataViewType.UInt64, input, action.Index);
        else
            _getActionVector = input.GetGetter<VBuffer<float>>(action);
    }

    public ValueGetter<float> ScalarGetter(int column) => (ref float value) =>
    {
        MoveToCurrent();
        _evaluator.Compute(column, _scalar);
        value = _scalar[0];
    };

    public ValueGetter<VBuffer<float>> VectorGetter(int column, int width) => (ref VBuffer<float> value) =>
    {
        MoveToCurrent();
        var editor = VBufferEditor.Create(ref value, width);
        _evaluator.Compute(column, editor.Values);
        value = editor.Commit();
    };

    private void MoveToCurrent()
    {
        if (_position == _input.Position)
            return;
        _position = _input.Position;
        _getFeatures(ref _features);
        _features.CopyTo(_state);
        _getActionVector?.Invoke(ref _vector);
        _vector.CopyTo(_actionVector);
        _evaluator.Load(_state, ActionIndex(), _actionVector);
    }

    private int ActionIndex()
    {
        if (_getActionKey is null)
            return 0;
        ulong key = 0;
        _getActionKey(ref key);
        return (int)key - 1;
    }
}
