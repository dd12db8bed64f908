namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a column in an array.</summary>
internal sealed class ArrayColumn<T>(T[] values) : Column<T>
    where T : unmanaged
{
    public override int Length => values.Length;

    public override T this[int index]
    {
        get => values[index];
        set => values[index] = value;
    }

    public override ReadOnlySpan<T> Read(int start, int count) => values.AsSpan(start, count);

    public override void CopyTo(int start, Span<T> destination) => values.AsSpan(start, destination.Length).CopyTo(destination);

    public override void CopyFrom(int start, ReadOnlySpan<T> source) => source.CopyTo(values.AsSpan(start));

    public override void Dispose()
    {
    }

    public override IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)values).GetEnumerator();
}
