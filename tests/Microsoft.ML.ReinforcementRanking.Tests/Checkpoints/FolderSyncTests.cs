using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

namespace Microsoft.ML.ReinforcementRanking.Tests.Checkpoints;

/// <summary>Tests that a flush of a folder leaves no file open, and that a file system that cannot do it is no failure.</summary>
[Collection(GlobalState.Name)]
public sealed class FolderSyncTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sync-");

    public void Dispose() => _folder.Delete();

    [SkippableFact]
    public void Flush_ManyTimes_LeavesNoFileOpen()
    {
        const string OpenFiles = "/proc/self/fd";
        const int Flushes = 2000;
        Skip.IfNot(Directory.Exists(OpenFiles), "Only Linux lists the open files of a process.");
        var before = Directory.GetFileSystemEntries(OpenFiles).Length;

        for (var flush = 0; flush < Flushes; flush++)
            FolderSync.Flush(_folder.FullName);

        // Threads of the runtime may open files at the same time.
        Directory.GetFileSystemEntries(OpenFiles).Length.Should().BeLessThan(before + Flushes / 2);
    }

    [SkippableFact]
    public void Flush_FileSystemThatCannot_IsNoFailure()
    {
        const string Processes = "/proc/self";
        Skip.IfNot(Directory.Exists(Processes), "Only Linux has such a file system everywhere.");

        FolderSync.Flush(Processes);
    }

    [Fact]
    public void Flush_FolderThatDoesNotExist_DoesNothing() => FolderSync.Flush(Path.Combine(_folder.FullName, "nowhere"));
}
