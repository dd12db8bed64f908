using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Reads the eligible actions of rows of a log as candidates. It keeps one number per action of the catalog, so that reading costs as much as the sets and
/// nothing is searched.
/// </summary>
/// <param name="actionCount">The size of the catalog.</param>
internal sealed class RowSetReader(int actionCount)
{
    /// <summary>
    /// How many times as large as the largest set the union may be for the columns to be the union. A member that is looked up costs about twelve times what an
    /// entry of a product costs (docs/decisions/0025-eligible-sets.md).
    /// </summary>
    private const int LargestUnion = 12;

    /// <summary>The share of the catalog from which the union is taken to be the catalog, whose vectors need not be selected.</summary>
    private const double WholeCatalogShare = 0.9;

    /// <summary>The place of each action among the embedded ones plus 1, or 0 for actions that no set has, as all are between calls.</summary>
    private readonly int[] _places = new int[actionCount];

    private readonly List<int> _union = [];

    /// <summary>Returns the sets of rows. They belong to the caller's dispose scope.</summary>
    /// <param name="data">The log.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="batch">The rows of the batch, whose actions are embedded. These are more rows if several ranks share the batch.</param>
    /// <param name="device">The device of the networks.</param>
    /// <exception cref="InvalidOperationException">The sets are too large for one tensor.</exception>
    public CandidateSet Read(SessionDataset data, ReadOnlySpan<int> rows, ReadOnlySpan<int> batch, Device device)
    {
        var largest = Unite(data.EligibleActions!, batch);
        var isCatalog = _union.Count >= WholeCatalogShare * actionCount;
        for (var index = 0; index < _union.Count; index++)
            _places[_union[index]] = (isCatalog ? _union[index] : index) + 1;
        var (embedded, indices) = isCatalog ? (actionCount, null) : (_union.Count, Copy(_union, device));
        var isUnion = embedded <= LargestUnion * largest;
        var sets = ReadColumns(data, rows, isUnion ? embedded : largest, isUnion, device);
        foreach (var action in _union)
            _places[action] = 0;
        _union.Clear();
        return new(indices, Correction: null) { Sets = sets };
    }

    /// <summary>Collects the actions of all sets, and returns the size of the largest set.</summary>
    private int Unite(ActionSets sets, ReadOnlySpan<int> rows)
    {
        var largest = 0;
        foreach (var row in rows)
        {
            var set = sets[row];
            largest = Math.Max(largest, set.Length);
            foreach (var action in set)
            {
                if (_places[action] == 0)
                {
                    _places[action] = 1;
                    _union.Add(action);
                }
            }
        }
        return largest;
    }

    private RowSets ReadColumns(SessionDataset data, ReadOnlySpan<int> rows, int columns, bool isUnion, Device device)
    {
        RequireSize(rows.Length, columns);
        var (excluded, own, sizes) = (ones(rows.Length, columns, ScalarType.Bool), zeros(rows.Length, ScalarType.Int64), zeros(rows.Length));
        var members = isUnion ? null : zeros(rows.Length, columns, ScalarType.Int64);
        var isExcluded = Values<bool>(excluded);
        var memberPlace = members is null ? default : Values<long>(members);
        for (var row = 0; row < rows.Length; row++)
        {
            var set = data.EligibleActions![rows[row]];
            Values<float>(sizes)[row] = set.Length;
            for (var index = 0; index < set.Length; index++)
            {
                var place = _places[set[index]] - 1;
                var column = isUnion ? place : index;
                isExcluded[row * columns + column] = false;
                if (!isUnion)
                    memberPlace[row * columns + column] = place;
                if (set[index] == data.Actions![rows[row]])
                    Values<long>(own)[row] = column;
            }
        }
        return new()
        {
            Excluded = Place(excluded, device),
            Members = members is null ? null : Place(members, device),
            OwnColumns = Place(own, device),
            Sizes = Place(sizes, device),
        };
    }

    private static void RequireSize(int rows, int columns)
    {
        if ((long)rows * columns > int.MaxValue / sizeof(long))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"A batch of {rows} rows with up to {columns} eligible actions each is too large for one tensor of {int.MaxValue} bytes. Lower BatchSize, or "
                + $"give rows fewer eligible actions."));
        }
    }

    private static Tensor Copy(List<int> actions, Device device)
    {
        var indices = empty(actions.Count, ScalarType.Int64);
        var values = Values<long>(indices);
        for (var index = 0; index < values.Length; index++)
            values[index] = actions[index];
        return Place(indices, device);
    }

    private static Span<T> Values<T>(Tensor tensor)
        where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    private static Tensor Place(Tensor tensor, Device device) => device.type == DeviceType.CPU ? tensor : tensor.to(device, disposeAfter: true);
}
