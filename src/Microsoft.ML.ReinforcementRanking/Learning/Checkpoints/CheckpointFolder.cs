using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

/// <summary>
/// Represents the folder with the checkpoints of one fit, which no other fit can use at the same time. It has a file for each finished stage, and the last two
/// checkpoints of the stage that is being trained. If several ranks share the fit, rank 0 has the folder, and the others get what it reads.
/// </summary>
internal sealed partial class CheckpointFolder : IDisposable
{
    private const int Kept = 2;
    private const string Extension = ".checkpoint";
    private const string LockName = "lock";

    private readonly FoldResults? _results = FoldScope.Results;
    private readonly IHost _host;
    private readonly string _directory;
    private readonly string _path;
    private readonly FileStream? _lock;
    private readonly int _interval;
    private readonly FitFingerprint _fingerprint;
    private readonly FitRanks _ranks;
    private bool _isComplete;

    private CheckpointFolder(IHost host, string directory, string path, FileStream? ownLock, int interval, FitFingerprint fingerprint, FitRanks ranks)
        => (_host, _directory, _path, _lock, _interval, _fingerprint, _ranks) = (host, directory, path, ownLock, interval, fingerprint, ranks);

    /// <summary>Opens the folder of a fit, and creates it if it does not exist.</summary>
    /// <param name="host">The host of the fit.</param>
    /// <param name="directory">The folder that the user named. Folds have folders of their own in it.</param>
    /// <param name="interval">The number of epochs from one checkpoint to the next.</param>
    /// <param name="fingerprint">What makes the fit this one.</param>
    /// <param name="ranks">The ranks of the fit.</param>
    /// <exception cref="IOException">The folder cannot be written to, or another fit uses it.</exception>
    public static CheckpointFolder Open(IHost host, string directory, int interval, FitFingerprint fingerprint, FitRanks ranks)
    {
        if (!ranks.IsFirst)
            return new(host, "", "", ownLock: null, interval, fingerprint, ranks);
        var path = Path.Combine(directory, FoldScope.FileSuffix.TrimStart('-'));
        if (FoldScope.Results?.Count(path) is > 1 and var number)
            path += string.Create(CultureInfo.InvariantCulture, $"-fit-{number}");
        return FileFailure.Guard(
            host,
            cause => $"CheckpointDirectory '{path}' cannot be used: {cause} Name a folder in which this process can create files and that no other fit uses, "
                + "or set the option to null.",
            () =>
            {
                path = Directory.CreateDirectory(path).FullName;
                var ownLock = new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                try
                {
                    Tidy(host, path);
                }
                catch
                {
                    // Nobody else can close the file now, and the next fit needs the folder.
                    ownLock.Dispose();
                    throw;
                }
                return new CheckpointFolder(host, directory, path, ownLock, interval, fingerprint, ranks);
            });
    }

    /// <summary>
    /// Gets the seed of the checkpoints, or null if there are none. A fit that names no seed continues with it, because it would be another fit otherwise.
    /// </summary>
    public int? Seed => _lock is null ? null : Files("*").Select(SeedOf).FirstOrDefault(seed => seed is not null);

    /// <summary>Gives the fit its seed.</summary>
    public CheckpointFolder WithSeed(int seed)
    {
        _fingerprint.Seed = seed;
        return this;
    }

    /// <summary>Reads the result of a stage that an earlier fit has finished.</summary>
    /// <param name="stage">The number of the stage, or of the first of stages that are trained together.</param>
    /// <param name="visit">Visits what the stages have learned.</param>
    /// <returns>Whether there is a result.</returns>
    /// <exception cref="InvalidOperationException">The checkpoint is of another fit.</exception>
    public bool ReadStage(int stage, Action<StateArchive> visit) => Read(() => [Name(stage)], visit);

    /// <summary>Reads the newest checkpoint of a stage that an earlier fit has begun.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidOperationException">The checkpoint is of another fit.</exception>
    public bool ReadEpoch(int stage, Action<StateArchive> visit) => Read(() => EpochsOf(stage).Select(file => Path.GetFileName(file)), visit);

    /// <summary>Writes the result of a stage, which replaces its checkpoints.</summary>
    /// <returns>A warning, or null. A failure to write does not end a fit.</returns>
    public string? WriteStage(int stage, Action<StateArchive> visit) => Write(Name(stage), visit, keep: 0, stage);

    /// <summary>Writes a checkpoint of a stage after an epoch, if one is due.</summary>
    /// <returns>A warning, or null. A failure to write does not end a fit.</returns>
    public string? WriteEpoch(int stage, int epoch, Action<StateArchive> visit)
        => epoch % _interval == 0 ? Write(Name(stage, epoch), visit, Kept, stage) : null;

    /// <summary>Marks the fit as complete, so that nothing is left of its checkpoints.</summary>
    public void Complete() => _isComplete = true;

    public void Dispose()
    {
        if (_lock is null)
            return;
        if (_isComplete && _results is null)
            Remove();
        else if (_isComplete)
            _results!.Keep(Remove, _lock.Dispose);
        else
        {
            _results?.Interrupt();
            _lock.Dispose();
        }
    }

    private static string Name(int stage) => string.Create(CultureInfo.InvariantCulture, $"stage-{stage:000}{Extension}");

    private static string Name(int stage, int epoch) => string.Create(CultureInfo.InvariantCulture, $"stage-{stage:000}-epoch-{epoch:000000}{Extension}");

    [GeneratedRegex(@"^stage-\d{3,}(-epoch-\d{6,})?\.checkpoint(\.unfinished)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();

    /// <summary>Removes what a process that was killed had not finished, and says which files are not of a fit. Those are left alone.</summary>
    private static void Tidy(IHost host, string path)
    {
        string[] names = [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Where(name => name != LockName)];
        foreach (var leftover in names.Where(name => name.EndsWith(CheckpointFile.UnfinishedExtension, StringComparison.Ordinal) && OwnName().IsMatch(name)))
            File.Delete(Path.Combine(path, leftover));
        if (Array.Find(names, name => !OwnName().IsMatch(name)) is not { } foreign)
            return;
        using var channel = host.Start("Checkpoints");
        channel.Warning(FoldScope.Describe($"CheckpointDirectory '{path}' has files that are not checkpoints, such as '{foreign}'. They are left alone."));
    }

    /// <summary>Removes the checkpoints, and the folders that are empty then.</summary>
    private void Remove()
    {
        foreach (var file in Files("*"))
            File.Delete(file);
        File.Delete(_lock!.Name);
        _lock.Dispose();
        foreach (var folder in new[] { _path, _directory }.Where(folder => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()))
            Directory.Delete(folder);
    }

    private int? SeedOf(string path)
    {
        using var file = Open(path);
        return file?.Fingerprint.Seed;
    }

    private string[] Files(string pattern) => [.. Directory.GetFiles(_path, pattern + Extension).Where(file => OwnName().IsMatch(Path.GetFileName(file)))];

    /// <summary>Gets the checkpoints of a stage, the newest one first.</summary>
    private IEnumerable<string> EpochsOf(int stage)
        => Files(string.Create(CultureInfo.InvariantCulture, $"stage-{stage:000}-epoch-*")).OrderDescending(StringComparer.Ordinal);

    /// <summary>Reads the first checkpoint of the given names that exists and is whole.</summary>
    private bool Read(Func<IEnumerable<string>> names, Action<StateArchive> visit)
    {
        using var file = _lock is null ? null : names().Select(name => Path.Combine(_path, name)).Where(File.Exists).Select(Open).OfType<CheckpointFile>()
            .FirstOrDefault();
        if (file?.Fingerprint.DifferenceFrom(_fingerprint) is { } difference)
        {
            throw _host.Except($"The checkpoint '{file.Path}' is of another fit: {difference}. Restore what was changed, name another CheckpointDirectory, or "
                + "delete the folder to start again.");
        }
        try
        {
            return _ranks.Read(file?.Body, visit);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw _host.Except(failure, $"The checkpoint '{file?.Path}' has a right checksum and a wrong state: {failure.Message} Delete it to resume from the "
                + "one before it.");
        }
    }

    /// <summary>Opens a checkpoint, or says why it is skipped and returns null.</summary>
    private CheckpointFile? Open(string path)
    {
        string problem;
        try
        {
            if (CheckpointFile.Open(path) is { } file)
                return file;
            problem = $"'{path}' is not a whole checkpoint of this version of the library, so it is skipped.";
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            problem = $"'{path}' cannot be read ({failure.Message.TrimEnd('.')}), so it is skipped.";
        }
        using var channel = _host.Start("Checkpoints");
        channel.Warning(FoldScope.Describe(problem));
        return null;
    }

    private string? Write(string name, Action<StateArchive> visit, int keep, int stage)
    {
        if (_lock is null)
            return null;
        try
        {
            CheckpointFile.Write(Path.Combine(_path, name), _fingerprint, visit);
            foreach (var outdated in EpochsOf(stage).Skip(keep))
                File.Delete(outdated);
            return null;
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            return $"The checkpoint '{name}' cannot be written to '{_path}': {failure.Message} The fit goes on, and can be resumed from the checkpoint "
                + "before it.";
        }
    }
}
