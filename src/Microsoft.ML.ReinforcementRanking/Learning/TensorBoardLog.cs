using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Writes the losses and metrics of the epochs of one fit as events of TensorBoard, into a folder of its own.</summary>
internal sealed class TensorBoardLog
{
    private static readonly Lock Naming = new();

    private readonly SummaryWriter _writer;
    private bool _hasFailed;

    private TensorBoardLog(string folder) => _writer = tensorboard.SummaryWriter(folder);

    /// <summary>Gets the folder of the fit.</summary>
    public string Folder => _writer.LogDir;

    /// <summary>Requires that files can be created in a folder, which is created if it does not exist.</summary>
    /// <exception cref="IOException">The folder cannot be created or written to.</exception>
    public static void RequireWritable(IExceptionContext context, string directory) => Guard(context, directory, () =>
    {
        var path = Path.Combine(Directory.CreateDirectory(directory).FullName, Path.GetRandomFileName());
        using var probe = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        return probe.Name;
    });

    /// <summary>Creates the folder of a fit and its file.</summary>
    /// <param name="context">The context of errors.</param>
    /// <param name="directory">The folder of all runs.</param>
    /// <param name="trainer">The name of the trainer.</param>
    /// <exception cref="IOException">The folder or the file cannot be created.</exception>
    public static TensorBoardLog Open(IExceptionContext context, string directory, string trainer) => Guard(context, directory, () =>
    {
        // Fits of the same options, such as those of folds, run on several threads.
        lock (Naming)
        {
            var root = Directory.CreateDirectory(directory);
            var number = root.GetDirectories().Length;
            string name;
            do
                name = string.Create(CultureInfo.InvariantCulture, $"{++number}-{trainer}{FoldScope.FileSuffix}");
            while (Directory.Exists(Path.Combine(root.FullName, name)));
            return new TensorBoardLog(root.CreateSubdirectory(name).FullName);
        }
    });

    /// <summary>Writes the losses and metrics of an epoch. The file is open only while the call lasts.</summary>
    /// <returns>A warning, or null if the epoch was written. A failure to write does not end a fit, and nothing is written after it.</returns>
    public string? Add(TrainingHistoryEntry entry)
    {
        if (_hasFailed)
            return null;
        try
        {
            foreach (var (name, value) in entry.Losses)
                _writer.add_scalar($"{entry.Stage}/{name}", (float)value, entry.Epoch);
            foreach (var (name, value) in entry.Metrics)
                _writer.add_scalar($"{entry.Stage}/held out/{name}", (float)value, entry.Epoch);
            return null;
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            _hasFailed = true;
            return $"The events of TensorBoard cannot be written to '{Folder}' any more, so the charts end at stage '{entry.Stage}': {failure.Message} "
                + "The fit goes on. Its history is in the model.";
        }
    }

    private static T Guard<T>(IExceptionContext context, string directory, Func<T> create) => FileFailure.Guard(
        context,
        cause => $"TensorBoardDirectory '{directory}' cannot be written to: {cause} "
            + "Name a folder in which this process can create files, or set the option to null.",
        create);
}
