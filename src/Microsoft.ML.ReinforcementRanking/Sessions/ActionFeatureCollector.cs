using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects one feature vector per action, however many rows have the action, and throws if two rows of an action have different vectors.</summary>
internal sealed class ActionFeatureCollector(VectorReader reader, ActionReader actions, string remedy)
{
    private VBuffer<float>[] _features = [];
    private int[] _firstRow = [];

    /// <summary>Gets the index of the first action without a row, or -1.</summary>
    public int FirstMissing
    {
        get
        {
            GrowToCatalog();
            return Array.IndexOf(_firstRow, -1, 0, actions.ActionCount);
        }
    }

    /// <summary>Gets the number of features of an action.</summary>
    public int Width => reader.Width;

    /// <summary>Adds the vector of the current row of the cursor, whose action is given.</summary>
    public void Add(int rowNumber, int action)
    {
        ref readonly var features = ref reader.Read(rowNumber);
        GrowToCatalog();
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

    /// <summary>Returns one row per action of the catalog.</summary>
    /// <param name="others">
    /// The features of the first actions where no row that was added has them, or null for none. The row of an action that has no features at all is zero.
    /// </param>
    public FeatureTable ToTable(FeatureTable? others = null)
    {
        GrowToCatalog();
        var builder = new FeatureTableBuilder(Width);
        for (var action = 0; action < actions.ActionCount; action++)
        {
            if (_firstRow[action] < 0 && action < others?.RowCount)
                builder.Add(others, action);
            else
                builder.Add(_features[action]);
        }
        return builder.ToTable();
    }

    private FormattableString Difference(int action, in VBuffer<float> features)
    {
        for (var slot = 0; ; slot++)
        {
            var (before, now) = (_features[action].GetItemOrDefault(slot), features.GetItemOrDefault(slot));
            if (before != now)
                return $"action {actions.Describe(action)} has {now} in slot {slot}, but it had {before} in row {_firstRow[action]}";
        }
    }

    private static bool HaveSameValues(in VBuffer<float> one, in VBuffer<float> other) =>
        one.IsDense == other.IsDense && one.GetIndices().SequenceEqual(other.GetIndices())
            ? one.GetValues().SequenceEqual(other.GetValues())
            : one.DenseValues().SequenceEqual(other.DenseValues());

    // A catalog of ids grows with the rows of the log, so the arrays double.
    private void GrowToCatalog()
    {
        var length = _firstRow.Length;
        if (length >= actions.ActionCount)
            return;
        var grown = Math.Max(actions.ActionCount, 2 * length);
        Array.Resize(ref _features, grown);
        Array.Resize(ref _firstRow, grown);
        _firstRow.AsSpan(length).Fill(-1);
    }
}
