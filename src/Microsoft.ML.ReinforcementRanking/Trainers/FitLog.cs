using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Reads the logs of a fit, which have one catalog. It consists of the actions that were logged or eligible in the training data, then those of the
/// validation data alone, then those of <see cref="ActionOptions.ActionCatalog"/> alone. The type of a key column fixes the catalog instead.
/// Where each row is a candidate of a request, the candidates of both logs are the catalog.
/// </summary>
internal static class FitLog
{
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="options">The options of the fit.</param>
    /// <param name="training">The training data.</param>
    /// <param name="validation">The validation data, or null.</param>
    /// <param name="knownActions">The first ids of the catalog, or null for none.</param>
    /// <param name="cache">The folder of the columns, or null for memory.</param>
    public static (SessionDataset Training, SessionDataset? Validation) Read(
        IHost host, ReinforcementRankingOptions options, IDataView training, IDataView? validation, TextIndex? knownActions, CacheFolder? cache)
    {
        var (columns, cancellation) = (options.Columns, options.CancellationToken);
        if (columns.Request is not null)
            return CandidateReader.Read(host, columns, training, validation, cache, cancellation);
        SessionDataset ReadLog(string name, IDataView view, TextIndex? ids)
            => CacheStore.Read(cache, name, store => SessionReader.Read(host, view, columns, ids, store, cancellation));
        var data = ReadLog("training", training, knownActions?.Copy());
        var heldOut = validation is null ? null : ReadLog("validation", validation, data.ActionIds);
        var features = Join(data, heldOut);
        if (features is not null && (options as ActionOptions)?.ActionCatalog is { } view)
        {
            var catalog = new ActionCatalogReader(host, view, columns.Action!, columns.ActionFeatures!, data.ActionType, cancellation);
            features = data.ActionIds is { } ids ? catalog.ReadIds(ids, features.Width, features) : catalog.ReadKeys(data.ActionCount);
        }
        var firstPosition = data.Positions is { } first ? Math.Min(first.Min(), heldOut?.Positions!.Min() ?? int.MaxValue) : 0;
        SessionDataset Complete(SessionDataset log) => log with
        {
            ActionCount = log.ActionIds?.Count ?? log.ActionCount,
            ActionFeatures = features,
            Positions = log.Positions?.Map(position => position - firstPosition, log.Store),
        };
        return (Complete(data), heldOut is null ? null : Complete(heldOut));
    }

    private static FeatureTable? Join(SessionDataset data, SessionDataset? heldOut)
    {
        if (data.ActionFeatures is not { } features || heldOut?.ActionFeatures is not { } others || others.RowCount == features.RowCount)
            return data.ActionFeatures;
        var builder = new FeatureTableBuilder(features.Width);
        for (var action = 0; action < others.RowCount; action++)
            builder.Add(action < features.RowCount ? features : others, action);
        return builder.ToTable();
    }
}
