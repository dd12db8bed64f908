using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Memory outside the managed heap: it goes back at once when disposed, where a large array would wait for a full collection. Lost ones are finalized.
/// </summary>
internal sealed class NativeChunk : SafeBuffer
{
    public NativeChunk(int bytes)
        : base(ownsHandle: true)
    {
        SetHandle(Marshal.AllocHGlobal(bytes));
        Initialize((ulong)bytes);
    }

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}
