namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The losses of a task's rows, summed by session.</summary>
internal sealed class SessionLosses(RowGroups sessions)
{
    private const int WorstShare = 10;

    private readonly double[] _totals = new double[sessions.Count];
    private readonly int[] _counts = new int[sessions.Count];

    /// <summary>Adds the loss of a row.</summary>
    public void Add(int row, double loss)
    {
        var session = sessions.OfRow[row];
        _totals[session] += loss;
        _counts[session]++;
    }

    /// <summary>Mean over sessions of a session's mean loss.</summary>
    public double Mean() => Ascending((total, count) => total / count).Average();

    /// <summary>Mean of the largest tenth, rounded up, of the sessions' total losses.</summary>
    public double WorstTenth()
    {
        var totals = Ascending((total, _) => total);
        return totals[^((totals.Length + WorstShare - 1) / WorstShare)..].Average();
    }

    // Sorted, for sums that do not depend on how the sessions are numbered.
    private double[] Ascending(Func<double, int, double> value)
    {
        double[] values = [.. _totals.Zip(_counts).Where(session => session.Second > 0).Select(session => value(session.First, session.Second))];
        Array.Sort(values);
        return values;
    }
}
