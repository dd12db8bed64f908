using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for features that are missing or constant. Sparse rows cost what they hold.</summary>
internal sealed class FeatureCheck : LogCheck
{
    private const int MaximumSlotsNamed = 10;

    private readonly RoleColumn _column;
    private readonly SlotTexts _slots;
    private readonly RowTally _missing = new();
    private readonly float[] _smallest;
    private readonly float[] _largest;
    private readonly int[] _explicit;
    private int _rowCount;

    public FeatureCheck(RoleColumn column)
    {
        var width = column.Type.GetVectorSize();
        (_column, _slots) = (column, new SlotTexts(column));
        (_smallest, _largest, _explicit) = (new float[width], new float[width], new int[width]);
        Array.Fill(_smallest, float.PositiveInfinity);
        Array.Fill(_largest, float.NegativeInfinity);
    }

    public override void Add(CheckedRow row)
    {
        _rowCount++;
        var isMissing = false;
        foreach (var (slot, value) in row.Features.Items())
        {
            isMissing |= !float.IsFinite(value);
            _smallest[slot] = Math.Min(_smallest[slot], value);
            _largest[slot] = Math.Max(_largest[slot], value);
            _explicit[slot]++;
        }
        if (isMissing)
            _missing.Add(row.Number);
    }

    public override IEnumerable<LogFinding> Findings()
    {
        if (_missing.Count > 0)
        {
            yield return new LogFinding
            {
                Defect = LogDefect.MissingValues,
                Severity = LogSeverity.Severe,
                ColumnName = _column.Column.Name,
                Value = _missing.Count,
                Rows = _missing.First,
                Message = Text($"The features of {_missing.Count} of {_rowCount} rows are not finite. The first is {_column.Rows.Of(_missing.First[0])}."),
                Advice = NumberRule.FiniteRemedy,
            };
        }
        int[] constant = [.. Enumerable.Range(0, _smallest.Length).Where(IsConstant)];
        if (constant.Length > 0)
        {
            var more = constant.Length > MaximumSlotsNamed ? Text($", and {constant.Length - MaximumSlotsNamed} more") : "";
            yield return new LogFinding
            {
                Defect = LogDefect.ConstantFeatures,
                Severity = constant.Length == _smallest.Length ? LogSeverity.Severe : LogSeverity.Warning,
                ColumnName = _column.Column.Name,
                Slot = constant.Length == 1 ? constant[0] : null,
                Value = constant.Length,
                Message = Text($"{constant.Length} of {_smallest.Length} features have one value in all rows: ")
                    + $"{string.Join(", ", constant.Take(MaximumSlotsNamed).Select(_slots.Of))}{more}.",
                Advice = "They cost time and teach nothing. Drop them, or check how they are made.",
            };
        }
    }

    // A slot that a sparse row leaves out is 0.
    private bool IsConstant(int slot) => _explicit[slot] == _rowCount
        ? _smallest[slot] == _largest[slot]
        : _explicit[slot] == 0 || (_smallest[slot] == 0 && _largest[slot] == 0);
}
