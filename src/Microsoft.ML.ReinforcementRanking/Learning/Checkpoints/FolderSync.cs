using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

/// <summary>
/// Writes the names of a folder to the disk. Where the system keeps names and contents apart, a file whose contents were flushed can be lost with its name when
/// the power fails. Windows writes both.
/// </summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;
    private const int InputOutputError = 5;

    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = OpenNative([.. Encoding.UTF8.GetBytes(folder), 0], ReadOnly);
        if (file < 0)
            return;
        // Some file systems cannot flush a folder, and say so with other errors.
        var hasFailed = FlushNative(file) != 0 && Marshal.GetLastPInvokeError() == InputOutputError;
        _ = CloseNative(file);
        if (hasFailed)
            throw new IOException($"The disk of '{folder}' cannot keep the name of a file.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenNative(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FlushNative(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseNative(int file);
}
