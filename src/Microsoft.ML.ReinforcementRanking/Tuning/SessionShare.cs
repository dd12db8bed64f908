using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>Chooses shares of the sessions of a log. The sessions of a smaller share are in every larger one.</summary>
/// <param name="host">The host that errors are reported with.</param>
/// <param name="data">The log.</param>
/// <param name="sessionColumnName">The session column, or null to treat every row as a session of its own.</param>
/// <param name="seed">The seed.</param>
internal sealed class SessionShare(IHost host, IDataView data, string? sessionColumnName, int seed)
{
    private readonly RoleColumn? _session =
        sessionColumnName is null ? null : ColumnRole.Session.Require(host, new RowDescription(data), sessionColumnName);

    private readonly int _seed = Seeds.Derive(seed, "share");

    public IDataView Take(double share) => share == 1
        ? data
        : new RowSelectionView(host, data, _session?.Column, row =>
        {
            Func<ulong> hash = _session is null ? () => SeededHash.Of((ulong)row.Position, _seed) : SeededHash.Reader(_session, row, _seed);
            return () => SeededHash.ToUnitInterval(hash()) < share ? 1 : 0;
        });
}
