// See docs/decisions/0003-torch-loading.md.
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Loads the native libraries of TorchSharp. Trainers load them automatically. An application calls <see cref="EnsureLoaded"/> if it uses a member of
/// <c>TorchSharp.torch</c> before its first fit. On Linux, threads of a libtorch that is loaded in this way sleep while they wait for work, unless an
/// environment variable of OpenMP (<c>OMP_…</c>, <c>GOMP_…</c>, <c>KMP_…</c>) is set.
/// </summary>
/// <remarks>
/// The class constructor of <c>torch</c> loads the native libraries in its own way, which fails on systems with an older C++ library, such as Debian 12 and
/// Ubuntu 22.04, and a failure there is final for the process.
/// </remarks>
public static class TorchLibrary
{
    /// <summary>A version of libstdc++ (GCC 13) that libLibTorchSharp.so names without using it, and that Debian 12 and Ubuntu 22.04 lack.</summary>
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <summary>Loads libtorch once per process. The call is thread-safe, and returns at once where libtorch is already loaded.</summary>
    /// <exception cref="DllNotFoundException">libtorch is missing or does not load. The message names the package to reference.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_loaded)
                return;
            using var waiting = PassiveWaiting.WhileLoading();
            try
            {
                LoadNativeLibraries(typeof(torch).Assembly);
                RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or InvalidDataException or TypeInitializationException)
            {
                throw Unusable(failure);
            }

            _loaded = true;
        }
    }

    private static void LoadNativeLibraries(Assembly torchSharp)
    {
        try
        {
            // The same two steps, in the same order, as TorchSharp itself takes.
            NativeLibrary.TryLoad("torch_cpu", torchSharp, null, out _);
            NativeLibrary.Load("LibTorchSharp", torchSharp, null);
        }
        catch (DllNotFoundException failure) when (OperatingSystem.IsLinux() && (NamesUnusedVersion(failure) || PackageFoldersOf(torchSharp).Count > 0))
        {
            LoadByPath(failure);
        }
        catch (DllNotFoundException) when (IsInPackageFolder(torchSharp))
        {
            // TorchSharp's class constructor, which runs next, gathers the files of the packages in one folder, and reports its own failure.
        }
    }

    private static bool NamesUnusedVersion(DllNotFoundException failure) => failure.Message.Contains(UnusedVersion, StringComparison.Ordinal);

    private static bool IsInPackageFolder(Assembly torchSharp)
        => Path.GetDirectoryName(torchSharp.Location) is { Length: > 0 } folder
            && Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) != folder;

    private static IReadOnlyList<string> PackageFoldersOf(Assembly torchSharp)
        => IsInPackageFolder(torchSharp) ? PackageFolders.WithNativeFiles(torchSharp.Location, Platform) : [];

    /// <summary>Loads the libraries one by one from where they are. Later look-ups find them by their sonames.</summary>
    private static void LoadByPath(DllNotFoundException stockFailure)
    {
        // The libraries may be in different folders, so the dependencies of a library must be in memory before it.
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            NativeLibrary.Load(Find(name, stockFailure));

        var library = Find("libLibTorchSharp.so", stockFailure);
        try
        {
            NativeLibrary.Load(library);
        }
        catch (DllNotFoundException failure) when (NamesUnusedVersion(failure))
        {
            LoadRelaxedCopy(library);
        }
    }

    /// <summary>Loads a private copy that tolerates the missing version.</summary>
    private static void LoadRelaxedCopy(string library)
    {
        var copy = ElfVersionPatch.MakeOptional(File.ReadAllBytes(library), UnusedVersion);
        if (!TryLoadCached(copy))
            LoadTransient(copy);
    }

    private static string Find(string fileName, DllNotFoundException stockFailure)
        => SearchedFolders().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) ?? throw stockFailure;

    /// <summary>
    /// Loads the copy in the user's own cache, named by its content. Returns false where there is no such folder, or none that allows writing and loading.
    /// </summary>
    private static bool TryLoadCached(byte[] copy)
    {
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (cache.Length == 0)
            return false;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(cache, "Microsoft.ML.ReinforcementRanking")).FullName;
            var path = Path.Combine(folder, $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(copy))[..16]}.so");
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(copy))
            {
                var unfinished = $"{path}.{Guid.NewGuid():N}";
                File.WriteAllBytes(unfinished, copy);
                File.Move(unfinished, path, overwrite: true);
            }

            NativeLibrary.Load(path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// Loads a copy in a new folder under the temporary one, because a shared folder with a predictable name could contain another user's file.
    /// </summary>
    private static void LoadTransient(byte[] copy)
    {
        var folder = Directory.CreateTempSubdirectory("reinforcement-ranking-");
        try
        {
            var path = Path.Combine(folder.FullName, "libLibTorchSharp.so");
            File.WriteAllBytes(path, copy);
            NativeLibrary.Load(path);
        }
        finally
        {
            folder.Delete(recursive: true); // a loaded library outlives its directory entry
        }
    }

    private static IEnumerable<string> SearchedFolders()
    {
        var probed = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] beside = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", Platform, "native")];
        return [.. probed, .. beside, .. PackageFoldersOf(typeof(torch).Assembly)];
    }

    /// <summary>The portable runtime identifier. The runtime's own identifier may name a distribution, but package folders never do.</summary>
    private static string Platform
        => (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
            + $"-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();

    private static DllNotFoundException Unusable(Exception failure)
    {
        var version = typeof(torch).Assembly.GetName().Version?.ToString(3);
        return new($"Training needs the native libraries of TorchSharp {version}, which do not load on {RuntimeInformation.OSDescription} ({Platform}). "
            + $"Reference the package TorchSharp-cpu, version {version}, in the application "
            + "(or TorchSharp-cuda-linux, TorchSharp-cuda-windows of the same version); "
            + "scoring a trained model does not need it. "
            + (failure is TypeInitializationException
                ? $"If the application used a member of {nameof(TorchSharp)}.{nameof(torch)} before, call {nameof(TorchLibrary)}.{nameof(EnsureLoaded)} first. "
                : "")
            + $"Searched: {string.Join(", ", SearchedFolders().Select(Path.TrimEndingDirectorySeparator).Distinct())}. "
            + "The inner exception holds the loader's own report.", failure);
    }
}
