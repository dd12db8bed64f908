using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents memory outside of the managed heap. It is released at once when the object is disposed of, whereas a large array waits for a full
/// collection. A finalizer releases objects that were not disposed of.
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
