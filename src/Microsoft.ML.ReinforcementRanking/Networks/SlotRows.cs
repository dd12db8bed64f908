using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents a table with a row of numbers for every slot of the state, in memory outside of the managed heap. It is zero at first, and the system provides
/// a page when it is written. Rows are padded with zeros to whole vectors of the processor.
/// </summary>
internal sealed unsafe class SlotRows : SafeHandle
{
    private const int Alignment = 64;
    private const int NumbersPerLine = Alignment / sizeof(float);

    private readonly float* _rows;
    private readonly int _stride;

    public SlotRows(int count, int width)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        Count = count;
        Width = width;
        _stride = checked(width + NumbersPerLine - 1) / NumbersPerLine * NumbersPerLine;
        var bytes = checked((nuint)count * (nuint)_stride * sizeof(float) + Alignment);
        SetHandle((IntPtr)NativeMemory.AllocZeroed(bytes));
        _rows = (float*)((handle + Alignment - 1) & -Alignment);
        LargePages.Advise(handle, bytes);
    }

    public int Count { get; }

    /// <summary>Gets the number of values of a row, without its padding.</summary>
    public int Width { get; }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Gets a row with its padding.</summary>
    public Span<float> this[int slot]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Count, nameof(slot));
            return new(_rows + (long)slot * _stride, _stride);
        }
    }

    /// <summary>Starts to load a row that will be read soon. The slots of a batch are far apart, so that each row would be waited for.</summary>
    public void Prefetch(int slot)
    {
        if (!Sse.IsSupported)
            return;
        var row = _rows + (long)slot * _stride;
        for (var index = 0; index < _stride; index += NumbersPerLine)
            Sse.Prefetch0(row + index);
    }

    /// <summary>Copies all rows without padding, one after another.</summary>
    public void CopyTo(Span<float> destination)
    {
        for (var slot = 0; slot < Count; slot++)
            this[slot][..Width].CopyTo(destination[(slot * Width)..]);
    }

    /// <summary>Overwrites all rows by those of a table of the same size.</summary>
    public void CopyFrom(SlotRows source)
    {
        for (var slot = 0; slot < Count; slot++)
            source[slot].CopyTo(this[slot]);
    }

    /// <summary>Overwrites all rows by those of <see cref="CopyTo"/>.</summary>
    public void Load(ReadOnlySpan<float> values)
    {
        for (var slot = 0; slot < Count; slot++)
            values.Slice(slot * Width, Width).CopyTo(this[slot]);
    }

    /// <summary>Visits all rows, without their padding.</summary>
    public void Visit(StateArchive archive)
    {
        for (var slot = 0; slot < Count; slot++)
            archive.Visit(this[slot][..Width]);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
