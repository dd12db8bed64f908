using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for one kind of defect in the rows of a log as they pass.</summary>
internal abstract class LogCheck
{
    /// <summary>Adds the next row.</summary>
    public abstract void Add(CheckedRow row);

    /// <summary>Returns the findings when all rows were added.</summary>
    public abstract IEnumerable<LogFinding> Findings();

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Counts the rows with a defect, and remembers the first of them.</summary>
internal sealed class RowTally
{
    private const int MaximumRows = 5;

    private readonly List<long> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<long> First => _first;

    public void Add(long row)
    {
        Count++;
        if (_first.Count < MaximumRows)
            _first.Add(row);
    }
}
