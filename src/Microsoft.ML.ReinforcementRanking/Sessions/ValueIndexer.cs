using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Numbers the distinct values of a key, integer or text column in the order of their first appearance.</summary>
internal abstract class ValueIndexer
{
    public static ValueIndexer Create(RoleColumn column, DataViewRow row) => column.Type is TextDataViewType
        ? new Text(column, row)
        : new Integer(column, row);

    /// <summary>Gets the number of distinct values so far.</summary>
    public abstract int Count { get; }

    /// <summary>Gets the largest number of bytes that the distinct values so far may need in memory.</summary>
    public abstract long ByteCount { get; }

    /// <summary>Returns the index of the value of the cursor's current row. A missing value is an error.</summary>
    public abstract int Read(int rowNumber);

    /// <summary>Returns, for each index, the rank of its value among all values in ascending order. Text is compared ordinally.</summary>
    public abstract int[] Ranks();

    private static int[] Ranks<T>(T[] values, int[] indices, IComparer<T> order)
    {
        Array.Sort(values, indices, order);
        var ranks = new int[indices.Length];
        for (var rank = 0; rank < ranks.Length; rank++)
            ranks[indices[rank]] = rank;
        return ranks;
    }

    private static Exception Missing(RoleColumn column, int rowNumber, string value, string remedy) =>
        column.Error(rowNumber, $"the value is {value}, which means a missing value", remedy);

    private sealed class Integer(RoleColumn column, DataViewRow row) : ValueIndexer
    {
        /// <summary>
        /// The bytes of an entry of a dictionary and of its bucket, in a table that has just doubled, and in the one that was copied to it.
        /// </summary>
        private const long BytesPerValue = (24 + 4) * 3;

        private readonly Dictionary<ulong, int> _indexOf = [];
        private readonly Func<ulong> _read = ColumnReaders.Integer(row, column.Column);
        private readonly bool _isKey = column.Type is KeyDataViewType;
        private ulong _lastValue;
        private int _lastIndex = -1;

        public override int Count => _indexOf.Count;

        public override long ByteCount => BytesPerValue * Count;

        public override int Read(int rowNumber)
        {
            var value = _read();
            // The rows of a session are usually adjacent.
            if (value == _lastValue && _lastIndex >= 0)
                return _lastIndex;
            if (_isKey && value == 0)
                throw Missing(column, rowNumber, "key 0", MissingKey.Remedy(column.Column));
            if (!_indexOf.TryGetValue(value, out var index))
                _indexOf.Add(value, index = _indexOf.Count);
            (_lastValue, _lastIndex) = (value, index);
            return index;
        }

        public override int[] Ranks() => Ranks([.. _indexOf.Keys], [.. _indexOf.Values], Comparer<ulong>.Default);
    }

    private sealed class Text(RoleColumn column, DataViewRow row) : ValueIndexer
    {
        private readonly TextIndex _index = new();
        private readonly ValueGetter<ReadOnlyMemory<char>> _get = row.GetGetter<ReadOnlyMemory<char>>(column.Column);
        private ReadOnlyMemory<char> _value;

        public override int Count => _index.Count;

        public override long ByteCount => _index.ByteCount;

        public override int Read(int rowNumber)
        {
            _get(ref _value);
            if (_value.IsEmpty)
                throw Missing(column, rowNumber, "empty text", "Give every row a value, or drop such rows first.");
            return _index.IndexOrAdd(_value.Span);
        }

        public override int[] Ranks() => Ranks([.. _index.Values], [.. Enumerable.Range(0, Count)], StringComparer.Ordinal);
    }
}
