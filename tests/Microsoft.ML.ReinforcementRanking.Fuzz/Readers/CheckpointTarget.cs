using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Opens damaged checkpoints, compares their fingerprints, and reads their states.</summary>
internal sealed class CheckpointTarget(string folder) : ReaderTarget("Checkpoint", folder, [Write(folder)], Free)
{
    private const long Free = 64L << 20;

    private static FitFingerprint Fingerprint
        => new([("MaxEpochs", "20"), ("LearningRate", "0.001"), ("the hash of the training data", "1f2e3d")]) { Seed = 7 };

    protected override bool Read(string path)
    {
        Seal(path);
        using var file = CheckpointFile.Open(path);
        if (file is null || file.Fingerprint.DifferenceFrom(Fingerprint) is not null)
            return false;
        Visit(new(file.Body, isReading: true));
        return true;
    }

    protected override bool IsDocumented(Exception refusal, string path) => refusal is InvalidDataException or EndOfStreamException;

    private static ReaderSeed Write(string folder)
    {
        const string name = "stage-001-epoch-000002.checkpoint";
        var path = Path.Combine(folder, name);
        CheckpointFile.Write(path, Fingerprint, Visit);
        return new(name, File.ReadAllBytes(path), IsText: false);
    }

    private static void Visit(StateArchive archive)
    {
        var (isBest, epoch, loss, warning) = (true, 2, 0.5, "The critic explains nothing.");
        float[] weights = [1, -2, 0.5f, 3];
        KeyValuePair<string, double>[] losses = [new("Critic", 0.25), new("Policy", 1.5)];
        archive.Visit(ref isBest);
        archive.Visit(ref epoch);
        archive.Visit(ref loss);
        archive.Visit(ref warning);
        archive.Visit(ref weights);
        archive.Visit(ref losses, archive.Visit);
    }

    /// <summary>Gives about half of the files their checksum, because a wrong one hides all other damage.</summary>
    private static void Seal(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < SHA256.HashSizeInBytes || bytes.Sum(part => (long)part) % 2 == 0)
            return;
        var end = bytes.Length - SHA256.HashSizeInBytes;
        SHA256.HashData(bytes.AsSpan(0, end)).CopyTo(bytes, end);
        File.WriteAllBytes(path, bytes);
    }
}
