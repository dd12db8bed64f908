using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents the place of everything that an evaluation keeps for each unit, session and row, and the share of <see cref="OffPolicyOptions.MaximumMemory"/>
/// that is left (docs/large-logs.md). The files go with the object.
/// </summary>
internal sealed class EvaluationMemory(IHost host, OffPolicyOptions options) : IDisposable
{
    private const long Megabyte = 1 << 20;

    /// <summary>The bytes of the runtime, of a model that scores, and of the first 1024 records of each table.</summary>
    private const long ProcessBytes = 256 * Megabyte;

    /// <summary>Replicates get this part of the memory that is left, a half. The other half is for pages of the files.</summary>
    private const int PartsForReplicates = 2;

    private readonly CacheFolder? _folder = options.CacheDirectory is { } directory ? CacheFolder.Open(host, directory) : null;

    /// <summary>Gets the place of records.</summary>
    public ColumnStore Store => field ??= _folder?.NewStore("evaluation") ?? ColumnStore.Memory;

    /// <summary>Checks the memory that is used in any case: indices of values, and a count for each unit of a replicate.</summary>
    /// <exception cref="InvalidOperationException">The memory does not suffice.</exception>
    public void Require(long indexBytes, int units)
    {
        if (options.MaximumMemory is not { } megabytes || Needed(indexBytes, units) is var needed && needed <= megabytes * Megabyte)
            return;
        throw host.Except(string.Create(CultureInfo.InvariantCulture, $"MaximumMemory is {megabytes} MB, but this evaluation needs at least "
            + $"{(needed - 1) / Megabyte + 1} MB: {ProcessBytes / Megabyte} MB for the process, {indexBytes} bytes for the values of columns that are "
            + $"numbered, such as sessions, and 1 byte for each of {units} units of the bootstrap. Set it to that number or more, or evaluate fewer "
            + $"sessions."));
    }

    /// <summary>Returns the replicates of an evaluation.</summary>
    public Resampling NewResampling(int seed, long indexBytes, int units) => new(options.NumberOfBootstrapSamples, seed)
    {
        Store = Store,
        CheckAlive = host.CheckAlive,
        ReplicatesAtOnce = options.MaximumMemory is { } megabytes
            ? (int)Math.Clamp((megabytes * Megabyte - Needed(indexBytes, units)) / PartsForReplicates / units, 1, int.MaxValue)
            : Resampling.DefaultReplicatesAtOnce,
    };

    public void Dispose() => _folder?.Dispose();

    private static long Needed(long indexBytes, int units) => ProcessBytes + indexBytes + units;
}
