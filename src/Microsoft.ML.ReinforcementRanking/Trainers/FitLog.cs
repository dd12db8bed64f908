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
    public static (SessionDataset Training, SessionDataset? Validation) Read(
        IHost host, ReinforcementRankingOptions options, IDataView training, IDataView? validation, TextIndex? knownActions)
    {
        var (columns, cancellation) = (options.Columns, options.CancellationToken);
        if (columns.Request is not null)
            return CandidateReader.Read(host, columns, training, validation, cancellation);
        var data = SessionReader.Read(host, training, columns, knownActions?.Copy(), cancellation);
        var heldOut = validation is null ? null : SessionReader.Read(host, validation, columns, data.ActionIds, cancellation);
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
            Positions = log.Positions is { } positions ? Array.ConvertAll(positions, position => position - firstPosition) : null,
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
