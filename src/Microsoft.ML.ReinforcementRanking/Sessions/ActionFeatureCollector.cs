using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects one feature vector per action, however many rows have the action, and throws if two rows of an action have different vectors.</summary>
internal sealed class ActionFeatureCollector(VectorReader reader, int actionCount, string remedy)
{
    private readonly VBuffer<float>[] _features = new VBuffer<float>[actionCount];
    private readonly int[] _firstRow = NewFilled(actionCount, -1);

    /// <summary>Gets the index of the first action without a row, or -1.</summary>
    public int FirstMissing => Array.IndexOf(_firstRow, -1);

    /// <summary>Adds the vector of the current row of the cursor, whose action is given.</summary>
    public void Add(int rowNumber, int action)
    {
        ref readonly var features = ref reader.Read(rowNumber);
        if (_firstRow[action] < 0)
        {
            _firstRow[action] = rowNumber;
            features.CopyTo(ref _features[action]);
        }
        else if (!HaveSameValues(_features[action], features))
        {
            throw reader.Column.Error(rowNumber, Difference(action, features), remedy);
        }
    }

    /// <summary>Returns one row per action. The row of an action that no row of the log has is zero.</summary>
    public FeatureTable ToTable()
    {
        var builder = new FeatureTableBuilder(reader.Width);
        foreach (ref readonly var row in _features.AsSpan())
            builder.Add(row);
        return builder.ToTable();
    }

    private FormattableString Difference(int action, in VBuffer<float> features)
    {
        for (var slot = 0; ; slot++)
        {
            var (before, now) = (_features[action].GetItemOrDefault(slot), features.GetItemOrDefault(slot));
            if (before != now)
                return $"action key {action + 1} has {now} in slot {slot}, but it had {before} in row {_firstRow[action]}";
        }
    }

    private static bool HaveSameValues(in VBuffer<float> one, in VBuffer<float> other) =>
        one.IsDense == other.IsDense && one.GetIndices().SequenceEqual(other.GetIndices())
            ? one.GetValues().SequenceEqual(other.GetValues())
            : one.DenseValues().SequenceEqual(other.DenseValues());

    private static int[] NewFilled(int length, int value)
    {
        var array = new int[length];
        Array.Fill(array, value);
        return array;
    }
}
