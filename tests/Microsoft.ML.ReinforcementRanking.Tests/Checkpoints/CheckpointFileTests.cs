using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Checkpoints;

/// <summary>Tests that a checkpoint is read as it was written, or not at all.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint-");

    private string Place => Path.Combine(_folder.FullName, "stage-001.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    // The second length needs more blocks than one.
    [Theory]
    [InlineData(3)]
    [InlineData(200_000)]
    public void Open_WholeFile_HasTheFingerprintAndTheState(int length)
    {
        var numbers = Enumerable.Range(0, length).ToArray();
        Write(numbers);

        using var file = CheckpointFile.Open(Place)!;

        var read = new int[length];
        new StateArchive(file.Body, isReading: true).Visit(read);
        read.Should().Equal(numbers);
        file.Path.Should().Be(Place);
        file.Fingerprint.Seed.Should().Be(9);
        file.Fingerprint.DifferenceFrom(Fingerprint()).Should().BeNull();
        _folder.GetFiles().Should().ContainSingle("the file had another name while it was written");
    }

    [Fact]
    public void Open_AnyByteChanged_IsNull()
    {
        Write([1, 2, 3]);
        var bytes = File.ReadAllBytes(Place);

        for (var place = 0; place < bytes.Length; place++)
        {
            byte[] changed = [.. bytes];
            changed[place] ^= 0x10;
            Opening(changed).Should().BeFalse($"byte {place} was changed");
        }
    }

    [Fact]
    public void Open_AnyBytesAtTheEndLost_IsNull()
    {
        Write([1, 2, 3]);
        var bytes = File.ReadAllBytes(Place);

        for (var length = 0; length < bytes.Length; length++)
            Opening(bytes[..length]).Should().BeFalse($"{length} bytes are left");
        Opening(bytes).Should().BeTrue();
    }

    [Fact]
    public void Open_OtherBytesWithARightChecksum_IsNull()
    {
        Write([1, 2, 3]);
        var other = File.ReadAllBytes(Place)[..^SHA256.HashSizeInBytes];
        Opening(Checked(other)).Should().BeTrue();
        var mark = other[..8];
        other[7]++;
        Opening(Checked(other)).Should().BeFalse("it is of another format");
        Opening(Checked([])).Should().BeFalse("it has no mark");
        Opening(Checked(mark)).Should().BeFalse("it has no fingerprint");
        Opening(Checked([.. mark, 255, 255, 255, 255])).Should().BeFalse("its list has fewer facts than none");
    }

    [Fact]
    public void Open_NoFile_IsAFailure()
        => FluentActions.Invoking(() => CheckpointFile.Open(Place)).Should().Throw<FileNotFoundException>();

    [Fact]
    public void Write_ThatFails_LeavesTheCheckpointBefore()
    {
        Write([1, 2, 3]);
        var before = File.ReadAllBytes(Place);

        FluentActions.Invoking(() => CheckpointFile.Write(Place, Fingerprint(), _ => throw new IOException("The disk is full."))).Should()
            .Throw<IOException>().WithMessage("The disk is full.");

        _folder.GetFiles().Should().ContainSingle();
        File.ReadAllBytes(Place).Should().Equal(before);
    }

    [Fact]
    public void Write_OverAnotherCheckpoint_ReplacesIt()
    {
        Write([1, 2, 3]);
        Write([4, 5]);

        using var file = CheckpointFile.Open(Place)!;

        var read = new int[2];
        new StateArchive(file.Body, isReading: true).Visit(read);
        read.Should().Equal(4, 5);
    }

    private static FitFingerprint Fingerprint() => new([("data", "a")]) { Seed = 9 };

    private static byte[] Checked(byte[] body) => [.. body, .. SHA256.HashData(body)];

    private void Write(int[] numbers) => CheckpointFile.Write(Place, Fingerprint(), archive => archive.Visit(numbers));

    /// <summary>Returns whether a file of these bytes is a checkpoint. It must not be left open in any case.</summary>
    private bool Opening(byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, "other");
        File.WriteAllBytes(path, bytes);
        using var file = CheckpointFile.Open(path);
        return file is not null;
    }
}
