namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A list that grows by whole chunks: unlike a doubling array it never holds more than one chunk beyond its contents.</summary>
internal sealed class ChunkedColumn<T>
{
    private const int ChunkLength = 1 << 14;
    private readonly List<T[]> _chunks = [];
    private int _inLastChunk = ChunkLength;

    public int Count => _chunks.Count == 0 ? 0 : ((_chunks.Count - 1) * ChunkLength) + _inLastChunk;

    public void Add(T value)
    {
        if (_inLastChunk == ChunkLength)
        {
            _chunks.Add(new T[ChunkLength]);
            _inLastChunk = 0;
        }
        _chunks[^1][_inLastChunk++] = value;
    }

    /// <summary>Moves the contents into one array and leaves the list empty; chunks become garbage as they are copied.</summary>
    public T[] MoveToArray()
    {
        var array = new T[Count];
        for (var chunk = 0; chunk < _chunks.Count; chunk++)
        {
            var start = chunk * ChunkLength;
            _chunks[chunk].AsSpan(0, Math.Min(ChunkLength, array.Length - start)).CopyTo(array.AsSpan(start));
            _chunks[chunk] = [];
        }
        _chunks.Clear();
        _inLastChunk = ChunkLength;
        return array;
    }
}
