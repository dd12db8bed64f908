using Microsoft.ML.ReinforcementRanking.Tests.Ranks;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Checkpoints;

/// <summary>Tests which files a folder of checkpoints has, and which of them a fit goes on from. States are one number here.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private const int Seed = 3;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("checkpoints-");
    private readonly List<string> _warnings = [];

    private string Place => Path.Combine(_root.FullName, "fit");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void WriteEpoch_EveryThird_KeepsTheLastTwo()
    {
        using var folder = Open(interval: 3);

        for (var epoch = 1; epoch <= 10; epoch++)
            folder.WriteEpoch(2, epoch, Writing(epoch)).Should().BeNull();

        Names().Should().Equal("lock", "stage-002-epoch-000006.checkpoint", "stage-002-epoch-000009.checkpoint");
        ReadEpoch(folder, 2).Should().Be(9);
        ReadEpoch(folder, 1).Should().BeNull("it is another stage");
        ReadStage(folder, 2).Should().BeNull("the stage is not finished");
    }

    [Fact]
    public void WriteStage_AfterItsEpochs_ReplacesThemAlone()
    {
        using var folder = Open();
        folder.WriteEpoch(1, 1, Writing(1));
        folder.WriteEpoch(1, 2, Writing(2));
        folder.WriteEpoch(2, 1, Writing(3));

        folder.WriteStage(1, Writing(7)).Should().BeNull();

        Names().Should().Equal("lock", "stage-001.checkpoint", "stage-002-epoch-000001.checkpoint");
        ReadStage(folder, 1).Should().Be(7);
        ReadEpoch(folder, 1).Should().BeNull();
        ReadEpoch(folder, 2).Should().Be(3);
    }

    [Fact]
    public void Dispose_FitThatIsNotComplete_LeavesItsCheckpointsAndTheirSeedToTheNext()
    {
        using (var first = Open())
        {
            first.Seed.Should().BeNull();
            first.WriteEpoch(1, 4, Writing(4));
        }

        using var next = Open();

        next.Seed.Should().Be(Seed);
        ReadEpoch(next, 1).Should().Be(4);
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void Dispose_FitThatIsComplete_LeavesNothing()
    {
        using (var folder = Open())
        {
            folder.WriteStage(1, Writing(1));
            folder.Complete();
        }

        Directory.Exists(Place).Should().BeFalse();
    }

    [Fact]
    public void Dispose_FitThatIsCompleteInAFolderWithOtherFiles_LeavesThese()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "notes.txt"), "mine");
        using (var folder = Open())
        {
            folder.WriteStage(1, Writing(1));
            folder.Complete();
        }

        Names().Should().Equal("notes.txt");
        _warnings.Should().Equal($"CheckpointDirectory '{Place}' has files that are not checkpoints, such as 'notes.txt'. They are left alone.");
    }

    [Fact]
    public void Open_FoldersOfFolds_AreNamedByTheFoldAndItsFits()
    {
        using var results = new FoldResults();
        using (new FoldScope(0, 2, results))
        using (Open())
        using (Open())
            Directory.GetDirectories(Place).Select(Path.GetFileName).Order(StringComparer.Ordinal).Should().Equal("fold-1-of-2", "fold-1-of-2-fit-2");
    }

    [Theory]
    [InlineData(true, false, 0)]
    [InlineData(false, false, 1)]
    [InlineData(true, true, 1)]
    public void Dispose_CompleteFitOfAFold_KeepsItsCheckpointsUntilAllFoldsAreComplete(bool areComplete, bool isInterrupted, int left)
    {
        using (var results = new FoldResults())
        {
            using (new FoldScope(0, 2, results))
            {
                var folder = Open();
                folder.WriteStage(1, Writing(1));
                folder.Complete();
                folder.Dispose();
            }
            if (isInterrupted)
            {
                using (new FoldScope(1, 2, results))
                    Open().Dispose();
            }
            Directory.GetFiles(Path.Combine(Place, "fold-1-of-2"), "*.checkpoint").Should().ContainSingle();
            if (areComplete)
                results.Complete();
        }

        Directory.GetFiles(_root.FullName, "*.checkpoint", SearchOption.AllDirectories).Should().HaveCount(left);
    }

    [Fact]
    public void Open_WhatAKilledProcessLeft_IsRemoved()
    {
        using (var folder = Open())
            folder.WriteStage(1, Writing(1));
        File.WriteAllText(Path.Combine(Place, "stage-002.checkpoint.unfinished"), "torn");
        File.WriteAllText(Path.Combine(Place, "stage-002-epoch-000003.checkpoint.unfinished"), "torn");

        using var next = Open();

        Names().Should().Equal("lock", "stage-001.checkpoint");
        _warnings.Should().BeEmpty("these files are of a fit");
    }

    [Fact]
    public void ReadEpoch_NewestTorn_ReadsTheOneBeforeAndWarns()
    {
        using var folder = Open();
        folder.WriteEpoch(1, 1, Writing(1));
        folder.WriteEpoch(1, 2, Writing(2));
        var newest = Path.Combine(Place, "stage-001-epoch-000002.checkpoint");
        File.WriteAllText(newest, "torn");

        ReadEpoch(folder, 1).Should().Be(1);

        _warnings.Should().Equal($"'{newest}' is not a whole checkpoint of this version of the library, so it is skipped.");
    }

    [Fact]
    public void ReadStage_OfAnotherFit_NamesTheFileAndTheDifference()
    {
        using (var first = Open())
            first.WriteStage(1, Writing(1));
        using var other = Open(data: "b");

        FluentActions.Invoking(() => ReadStage(other, 1)).Should().Throw<InvalidOperationException>()
            .WithMessage($"The checkpoint '{Path.Combine(Place, "stage-001.checkpoint")}' is of another fit: data was a and is b now. Restore *");
    }

    [Fact]
    public void WriteStage_WhoseNameIsTaken_IsAWarning()
    {
        using var folder = Open();
        Directory.CreateDirectory(Path.Combine(Place, "stage-001.checkpoint", "full"));

        folder.WriteStage(1, Writing(1)).Should().StartWith($"The checkpoint 'stage-001.checkpoint' cannot be written to '{Place}': ")
            .And.EndWith("The fit goes on, and can be resumed from the checkpoint before it.");
        Names().Should().Equal(["lock"], "a failed write leaves nothing");
    }

    [Fact]
    public void Open_ThatFails_LeavesTheFolderToTheNextFit()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "notes.txt"), "mine");
        var context = new MLContext(1);
        context.Log += (_, _) => throw new InvalidDataException("The log is full.");
        var host = ((IHostEnvironment)context).Register("test");

        FluentActions.Invoking(() => CheckpointFolder.Open(host, Place, 1, Fingerprint("a"), new(null))).Should().Throw<InvalidDataException>();

        Open().Dispose();
    }

    [Fact]
    public void Open_FolderThatIsUsed_IsRefused()
    {
        using var first = Open();

        FluentActions.Invoking(() => Open()).Should().Throw<IOException>().WithMessage($"CheckpointDirectory '{Place}' cannot be used: *");
    }

    [Fact]
    public void Open_NameThatNoFolderHas_IsRefused()
        => FluentActions.Invoking(() => CheckpointFolder.Open(Host(), "a\0b", 1, Fingerprint("a"), new(null))).Should().Throw<IOException>()
            .WithMessage("CheckpointDirectory * cannot be used: *");

    [Fact]
    public void Write_OnRanks_IsDoneByTheFirstAndReadByAll()
    {
        var read = ThreadRanks.Run(2, communicator =>
        {
            using var folder = CheckpointFolder.Open(Host(), Place, 1, Fingerprint("a"), new FitRanks(communicator)).WithSeed(Seed);
            var warning = folder.WriteEpoch(1, 1, Writing(10 + communicator.Rank));
            folder.WriteStage(2, Writing(20 + communicator.Rank));
            return (communicator.Rank == 0 == folder.Seed is not null, warning, ReadEpoch(folder, 1), ReadStage(folder, 2), ReadStage(folder, 3));
        });

        read.Should().AllSatisfy(rank => rank.Should().Be((true, null, 10, 20, null)));
    }

    private static Action<StateArchive> Writing(int number) => archive => archive.Visit(ref number);

    private static int? ReadEpoch(CheckpointFolder folder, int stage)
    {
        var number = 0;
        return folder.ReadEpoch(stage, archive => archive.Visit(ref number)) ? number : null;
    }

    private static int? ReadStage(CheckpointFolder folder, int stage)
    {
        var number = 0;
        return folder.ReadStage(stage, archive => archive.Visit(ref number)) ? number : null;
    }

    private static FitFingerprint Fingerprint(string data) => new([("data", data)]);

    private CheckpointFolder Open(int interval = 1, string data = "a")
        => CheckpointFolder.Open(Host(), Place, interval, Fingerprint(data), new FitRanks(null)).WithSeed(Seed);

    private IHost Host()
    {
        var context = new MLContext(1);
        context.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Warning)
                _warnings.Add(entry.RawMessage);
        };
        return ((IHostEnvironment)context).Register("test");
    }

    private IEnumerable<string?> Names() => Directory.GetFiles(Place).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
