using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Loads a native library that exists only in memory. The loader needs a file: one in a cache folder, or one in memory where no folder will do
/// (docs/decisions/0047-hardened-containers.md).
/// </summary>
internal static class LibraryCopy
{
    /// <summary>The environment variable that names the cache folder.</summary>
    public const string FolderVariable = "REINFORCEMENT_RANKING_CACHE";

    private const uint ClosedInChildren = 1;

    // A text as C has it.
    private static readonly byte[] NameInMemory = [.. "reinforcement-ranking\0"u8];

    /// <summary>Gets the folder of the copies, or an empty text if there is none: the one that the environment variable names, or the user's own.</summary>
    public static string CacheFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
                return named;
            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return data.Length == 0 ? "" : Path.Combine(data, "Microsoft.ML.ReinforcementRanking");
        }
    }

    /// <summary>Loads a library.</summary>
    /// <param name="copy">The bytes of the library.</param>
    /// <param name="name">The name of its file, without extension.</param>
    /// <param name="folder">The cache folder, or an empty text if there is none.</param>
    /// <exception cref="DllNotFoundException">Neither the folder nor memory will do. The message says why, and what to do.</exception>
    public static void Load(byte[] copy, string name, string folder)
    {
        if (FailureInFolder(copy, name, folder) is not { } onDisk || FailureInMemory(copy) is not { } inMemory)
            return;
        throw new DllNotFoundException($"This system needs a changed copy of {name}.so, which can neither be loaded from the folder '{folder}' ({onDisk}) nor "
            + $"from memory ({inMemory}). Set the environment variable {FolderVariable} to a folder in which only this user can create files, "
            + "on a file system that is neither read-only nor noexec.");
    }

    /// <summary>Loads the copy in a folder, where its name contains a hash of its content.</summary>
    /// <returns>Why this is not possible, or null if the library is loaded.</returns>
    public static string? FailureInFolder(byte[] copy, string name, string folder)
    {
        if (folder.Length == 0)
            return "the user has no home folder";
        try
        {
            RemoveLeftovers(Directory.CreateDirectory(folder).FullName, name);
            var path = Path.Combine(Path.GetFullPath(folder), $"{name}-{Convert.ToHexStringLower(SHA256.HashData(copy))[..16]}.so");
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(copy))
                Write(copy, path);
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception failure) when (FileFailure.IsOfPath(failure) || failure is DllNotFoundException)
        {
            return CauseOf(failure);
        }
    }

    /// <summary>Loads the copy from a file in memory, which has no name in any folder.</summary>
    /// <returns>Why this is not possible, or null if the library is loaded.</returns>
    public static string? FailureInMemory(byte[] copy)
    {
        try
        {
            // The descriptor stays open, so that debuggers find the file by its path.
            var descriptor = CreateInMemory(NameInMemory, ClosedInChildren);
            if (descriptor < 0)
                return Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            var path = $"/proc/self/fd/{descriptor}";
            File.WriteAllBytes(path, copy);
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception failure) when (FileFailure.Is(failure) || failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return CauseOf(failure);
        }
    }

    /// <summary>Writes the file under another name and renames it, so that no process loads a part of it.</summary>
    private static void Write(byte[] copy, string path)
    {
        // The lock tells other processes that the file is in use. The file is deleted if it cannot be written or renamed.
        using var file = new FileStream($"{path}.{Guid.NewGuid():N}", FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose);
        file.Write(copy);
        file.Flush(flushToDisk: true);
        File.Move(file.Name, path, overwrite: true);
    }

    /// <summary>Removes the unfinished files of processes that have ended.</summary>
    private static void RemoveLeftovers(string folder, string name)
    {
        foreach (var leftover in Directory.GetFiles(folder, $"{name}-*").Where(file => Path.GetExtension(file) != ".so"))
        {
            try
            {
                new FileStream(leftover, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception failure) when (FileFailure.Is(failure))
            {
                // Another process is writing it, or nobody can remove it.
            }
        }
    }

    /// <summary>Gets the cause. The message of the loader says it in its second line.</summary>
    private static string CauseOf(Exception failure)
        => failure is DllNotFoundException && failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [_, var cause, ..]
            ? cause.Trim()
            : failure.Message;

    // The C library of Debian 10 and later has the function.
    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    private static extern int CreateInMemory(byte[] name, uint flags);
}
