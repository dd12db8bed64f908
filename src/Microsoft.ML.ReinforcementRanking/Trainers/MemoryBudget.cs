using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Divides <see cref="ReinforcementRankingOptions.MaximumMemory"/> among the parts of a fit (docs/large-logs.md).</summary>
internal static class MemoryBudget
{
    private const long Megabyte = 1 << 20;

    /// <summary>The bytes of the runtime, libtorch, networks of usual sizes and the tensors of a batch.</summary>
    private const long ProcessBytes = 512 * Megabyte;

    /// <summary>The bytes with which sessions are numbered, divided and counted.</summary>
    private const long BytesPerSession = 64;

    /// <summary>The numbers of the features of an action in a table, in a tensor, and in the hidden units that a step keeps.</summary>
    private const long CopiesOfActions = 4;

    /// <summary>The part of the memory that is left whose other part is for the file pages of a window.</summary>
    private const int ShareOfWindow = 2;

    /// <summary>Returns the number of rows that are shuffled at once.</summary>
    /// <exception cref="InvalidOperationException">The memory does not suffice.</exception>
    public static int WindowLength(IHost host, int? maximumMemory, SessionDataset training, SessionDataset? validation)
    {
        if (maximumMemory is not { } megabytes)
            return int.MaxValue;
        var sessions = (long)training.SessionCount + (validation?.SessionCount ?? 0);
        var actions = training.ActionFeatures is { } table ? CopiesOfActions * sizeof(float) * table.RowCount * table.Width : 0;
        var needed = ProcessBytes + BytesPerSession * sessions + actions;
        var rest = megabytes * Megabyte - needed;
        var bytesPerRow = Math.Max(1, training.Store.ByteCount / training.RowCount);
        var window = rest / ShareOfWindow / bytesPerRow;
        return window >= TransitionSampler.BlocksPerWindow
            ? (int)Math.Min(window, int.MaxValue)
            : throw host.Except(string.Create(CultureInfo.InvariantCulture, $"MaximumMemory is {megabytes} MB, but this fit needs at least "
                + $"{(needed + ShareOfWindow * TransitionSampler.BlocksPerWindow * bytesPerRow) / Megabyte + 1} MB: {ProcessBytes / Megabyte} MB for the "
                + $"process, {BytesPerSession} bytes for each of {sessions} sessions, and {actions} bytes for {training.ActionCount} actions. Set it to that "
                + $"number or more, or fit on fewer sessions."));
    }
}
