using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Keeps the blocks of a table in a file, one after another. Where they begin is kept in memory.</summary>
/// <param name="file">The file.</param>
/// <param name="complete">Completes the file and returns it.</param>
internal sealed class FileFeatureBlocks(ColumnFile file, Func<MappedFile> complete) : FeatureBlocks
{
    private readonly List<Place> _places = [];

    public override void AddDense(float[] values)
    {
        _places.Add(new(file.Length, 0, values.Length));
        Write(values);
    }

    public override void AddSparse(int[] starts, int[] slots, float[] values)
    {
        _places.Add(new(file.Length, starts.Length, values.Length));
        Write(starts);
        Write(slots);
        Write(values);
    }

    public override FeatureBlock[] MoveToArray()
    {
        var mapped = complete();
        mapped.DisableReadAhead();
        return [.. _places.Select(place => BlockAt(mapped, place))];
    }

    private static FeatureBlock BlockAt(MappedFile mapped, Place place)
    {
        if (place.StartCount == 0)
            return new FeatureBlock.Dense(new MappedColumn<float>(mapped, place.Offset, place.ValueCount));
        var slots = place.Offset + (long)place.StartCount * sizeof(int);
        return new FeatureBlock.Sparse(
            new MappedColumn<int>(mapped, place.Offset, place.StartCount),
            new MappedColumn<int>(mapped, slots, place.ValueCount),
            new MappedColumn<float>(mapped, slots + (long)place.ValueCount * sizeof(int), place.ValueCount));
    }

    private void Write<T>(T[] values)
        where T : unmanaged
        => file.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Tells where a block is. A dense one has no starts.</summary>
    private readonly record struct Place(long Offset, int StartCount, int ValueCount);
}
