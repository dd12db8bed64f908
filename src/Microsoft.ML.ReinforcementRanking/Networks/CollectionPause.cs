using System.Diagnostics.CodeAnalysis;
using System.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Holds garbage collections of the whole process off while libtorch is called: TorchSharp hands temporary scalars to native calls without keeping them alive,
/// and a collection that another thread starts can free one during the call (docs/decisions/0005-no-collection-during-native-calls.md).
/// </summary>
internal sealed class CollectionPause : IDisposable
{
    /// <summary>What all threads together may allocate before collections go on all the same: many times what a step allocates.</summary>
    private const long Budget = 128 << 20;

    /// <summary>What may pile up: a region that begins while memory is free collects nothing first.</summary>
    private const long LargestGrowth = 4 * Budget;

    private bool _isOurs;
    private long _start;
    private long _live = GC.GetTotalMemory(false);

    private CollectionPause() => Start();

    private static bool IsOn => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    /// <summary>Begins a pause, unless one is on already or there is no memory for it.</summary>
    public static CollectionPause Begin() => new();

    /// <summary>To be called between steps: collects when half of the budget is used, which no native call is in the way of now.</summary>
    public void Renew()
    {
        if (_isOurs && IsOn && GC.GetTotalAllocatedBytes() - _start < Budget / 2)
            return;
        Dispose();
        CollectIfGrown();
        Start();
    }

    /// <summary>Ends the pause; it may be over, if more was allocated.</summary>
    public void Dispose()
    {
        if (!_isOurs)
            return;
        _isOurs = false;
        try
        {
            if (IsOn)
                GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // Another thread used the budget up between the question and the call: the pause is over, which is what was wanted.
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Not to free tensors: the runtime leaves garbage alone where regions follow each other.")]
    private void CollectIfGrown()
    {
        // A collection would end a region that someone else has begun.
        if (IsOn || GC.GetTotalMemory(false) - _live < LargestGrowth)
            return;
        GC.Collect();
        _live = GC.GetTotalMemory(false);
    }

    private void Start()
    {
        _isOurs = !IsOn && GC.TryStartNoGCRegion(Budget);
        _start = GC.GetTotalAllocatedBytes();
    }
}
