// See docs/decisions/0003-torch-loading.md.
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    private static readonly string NativeFileName = OperatingSystem.IsWindows() ? "LibTorchSharp.dll"
        : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <summary>Loads libtorch once per process. The call is thread-safe, and returns at once where libtorch is already loaded.</summary>
    /// <remarks>
    /// On Debian 12, Ubuntu 22.04 and other systems with an older C++ library, a changed copy of one library is loaded. It is stored in the folder that the
    /// environment variable <c>REINFORCEMENT_RANKING_CACHE</c> names. Without the variable, this is a folder of the user's local application data. Where the
    /// folder cannot be written to or loaded from, as in a hardened container, the copy is kept in memory.
    /// </remarks>
    /// <exception cref="DllNotFoundException">libtorch is missing or does not load. The message names the package to reference, or what the system refuses
    /// and the remedy.</exception>
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
        => LibraryCopy.Load(
            ElfVersionPatch.MakeOptional(File.ReadAllBytes(library), UnusedVersion), Path.GetFileNameWithoutExtension(library), LibraryCopy.CacheFolder);

    private static string Find(string fileName, DllNotFoundException stockFailure)
        => SearchedFolders().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) ?? throw stockFailure;

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
        string[] folders = [.. SearchedFolders().Select(Path.TrimEndingDirectorySeparator).Distinct()];
        var isThere = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, NativeFileName)));
        // The loader reports on each place where it has looked. The line about this file has the cause.
        var report = failure.GetBaseException().Message;
        var cause = report.Split('\n').FirstOrDefault(line => isThere is not null && line.Contains(Path.Combine(isThere, NativeFileName)), report)
            .Trim().TrimEnd('.');
        return new($"Training needs the native libraries of TorchSharp {version}, which do not load on {RuntimeInformation.OSDescription} ({Platform}). "
            + (isThere is null
                ? $"Reference the package TorchSharp-cpu, version {version}, in the application "
                    + "(or TorchSharp-cuda-linux, TorchSharp-cuda-windows of the same version). "
                : $"They are in '{isThere}', but the system refuses them: {cause}. Put the application on a file system that "
                    + "allows programs, which is not mounted noexec, and install the libraries that the system does not find. ")
            + "Scoring a trained model does not need them. "
            + (failure is TypeInitializationException
                ? $"If the application used a member of {nameof(TorchSharp)}.{nameof(torch)} before, call {nameof(TorchLibrary)}.{nameof(EnsureLoaded)} first. "
                : "")
            + $"Searched: {string.Join(", ", folders)}. The inner exception holds the loader's own report.", failure);
    }
}
