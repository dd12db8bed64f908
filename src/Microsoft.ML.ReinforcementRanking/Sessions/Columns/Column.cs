using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents values that are numbered from 0, such as one value for each row of a log. They are in an array, or in a file that is mapped into memory
/// (<see cref="ColumnStore"/>).
/// </summary>
[CollectionBuilder(typeof(Column), nameof(Column.Create))]
internal abstract class Column<T> : IReadOnlyList<T>, IDisposable
    where T : unmanaged
{
    private const int ChunkLength = 4096;

    /// <summary>Gets the number of values.</summary>
    public abstract int Length { get; }

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>Gets or sets a value. The columns of a log are not changed after they were read.</summary>
    public abstract T this[int index] { get; set; }

    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Column<T>?(T[]? values) => values is null ? null : new ArrayColumn<T>(values);

    /// <summary>Returns consecutive values. They are a copy if the column is in a file.</summary>
    public abstract ReadOnlySpan<T> Read(int start, int count);

    /// <summary>Copies consecutive values, as many as the destination has.</summary>
    public abstract void CopyTo(int start, Span<T> destination);

    /// <summary>Overwrites consecutive values, as many as the source has.</summary>
    public abstract void CopyFrom(int start, ReadOnlySpan<T> source);

    public virtual IEnumerator<T> GetEnumerator()
    {
        var chunk = new T[Math.Min(ChunkLength, Length)];
        for (var start = 0; start < Length; start += chunk.Length)
        {
            var count = Math.Min(chunk.Length, Length - start);
            CopyTo(start, chunk.AsSpan(0, count));
            for (var index = 0; index < count; index++)
                yield return chunk[index];
        }
    }

    /// <summary>Returns a column with a result for each value.</summary>
    /// <param name="convert">The function that returns the result.</param>
    /// <param name="store">The place of the results.</param>
    public Column<TResult> Map<TResult>(Func<T, TResult> convert, ColumnStore store)
        where TResult : unmanaged
    {
        var (results, index) = (store.NewColumn<TResult>(Length), 0);
        foreach (var value in this)
            results[index++] = convert(value);
        return results;
    }

    /// <summary>Returns a column with a result for each pair of values of this and another column of the same length.</summary>
    /// <param name="other">The column with the second values.</param>
    /// <param name="combine">The function that returns the result.</param>
    /// <param name="store">The place of the results.</param>
    public Column<T> Combine(Column<T> other, Func<T, T, T> combine, ColumnStore store)
    {
        var (results, index) = (store.NewColumn<T>(Length), 0);
        foreach (var (value, otherValue) in this.Zip(other))
            results[index++] = combine(value, otherValue);
        return results;
    }

    /// <summary>Reads the values in order if they are in a file, so that they are in memory when they are read at random.</summary>
    public virtual void Prefetch()
    {
    }

    /// <summary>Gives back the memory or file of values that a fit has computed and does not need any more.</summary>
    public abstract void Dispose();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Creates columns of collection expressions.</summary>
internal static class Column
{
    public static Column<T> Create<T>(ReadOnlySpan<T> values)
        where T : unmanaged
        => new ArrayColumn<T>(values.ToArray());
}
