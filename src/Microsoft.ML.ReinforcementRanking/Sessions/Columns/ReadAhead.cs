using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Tells the system that the pages of a mapped file are read at random. It otherwise reads megabytes around each page that is missing, and drops pages of the
/// window for them. Windows does not read so far.
/// </summary>
internal static class ReadAhead
{
    private const int Random = 1;

    public static void Disable(SafeBuffer bytes)
    {
        if (OperatingSystem.IsWindows())
            return;
        var isHeld = false;
        try
        {
            bytes.DangerousAddRef(ref isHeld);
            // It is advice: without it the fit is slower.
            _ = AdviseNative(bytes.DangerousGetHandle(), (nuint)bytes.ByteLength, Random);
        }
        finally
        {
            if (isHeld)
                bytes.DangerousRelease();
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int AdviseNative(nint address, nuint length, int advice);
}
