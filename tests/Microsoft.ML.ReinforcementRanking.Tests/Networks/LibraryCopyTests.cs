using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class LibraryCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("library-copy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void FailureInFolder_FolderThatCanBeUsed_StoresOneFile()
    {
        var library = Library();
        var cache = Path.Combine(_folder, "new");

        LibraryCopy.FailureInFolder(library, "library", cache).Should().BeNull();

        var file = Directory.GetFiles(cache).Should().ContainSingle().Subject;
        Path.GetFileName(file).Should().MatchRegex("^library-[0-9a-f]{16}[.]so$");
        File.ReadAllBytes(file).Should().Equal(library);
    }

    [SkippableFact]
    public void FailureInFolder_DamagedFile_IsReplaced()
    {
        var library = Library();
        LibraryCopy.FailureInFolder(library, "library", _folder).Should().BeNull();
        var file = Directory.GetFiles(_folder).Single();
        File.Delete(file);
        File.WriteAllText(file, "damaged");

        LibraryCopy.FailureInFolder(library, "library", _folder).Should().BeNull();

        File.ReadAllBytes(file).Should().Equal(library);
    }

    [SkippableFact]
    public void FailureInFolder_UnfinishedFiles_AreRemovedUnlessTheyAreInUse()
    {
        var library = Library();
        File.WriteAllText(Path.Combine(_folder, "library-0123456789abcdef.so.left"), "");
        var used = Path.Combine(_folder, "library-0123456789abcdef.so.used");
        using var other = new FileStream(used, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        LibraryCopy.FailureInFolder(library, "library", _folder).Should().BeNull();

        Directory.GetFiles(_folder).Where(file => Path.GetExtension(file) != ".so").Should().Equal(used);
    }

    [SkippableFact]
    public void Load_FolderThatCannotBeUsed_LoadsFromMemory()
    {
        var library = Library();
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        LibraryCopy.Load(library, "library", Path.Combine(file, "cache"));

        Directory.GetFileSystemEntries(_folder).Should().Equal(file);
    }

    [SkippableFact]
    public void Load_NeitherFolderNorMemory_NamesBothCausesAndTheVariable()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The library is copied on Linux only.");

        FluentActions.Invoking(() => LibraryCopy.Load([1, 2, 3], "library", _folder)).Should().Throw<DllNotFoundException>().WithMessage(
            $"This system needs a changed copy of library.so, which can neither be loaded from the folder '{_folder}' (*library-*.so: *) nor from memory "
            + "(/proc/self/fd/*: *). Set the environment variable REINFORCEMENT_RANKING_CACHE to a folder *");
        Directory.GetFiles(_folder).Should().OnlyContain(file => Path.GetExtension(file) == ".so");
    }

    /// <summary>A small library of ML.NET.</summary>
    private static byte[] Library()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "libFastTreeNative.so");
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(path), "The library is copied on Linux only.");
        return File.ReadAllBytes(path);
    }
}
