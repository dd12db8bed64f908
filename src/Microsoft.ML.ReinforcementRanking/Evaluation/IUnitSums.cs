namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Sums over the rows of a log, kept by unit (a session, or a user), so that units can be redrawn or left out.</summary>
internal interface IUnitSums
{
    /// <summary>One more than the largest unit.</summary>
    int UnitCount { get; }

    /// <summary>Number of sums.</summary>
    int Length { get; }

    /// <summary>Writes the sums over a log in which unit i occurs <c>counts[i]</c> times; empty counts: once.</summary>
    void Sum(ReadOnlySpan<double> counts, Span<double> total);

    /// <summary>Takes one unit out of a total.</summary>
    void Subtract(int unit, Span<double> total);
}
