namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Evaluates a head row by row. What several columns share is computed once per row, and only when one of them is asked for.</summary>
internal abstract class HeadEvaluator
{
    /// <summary>Value of a missing action: every output of the row is NaN.</summary>
    public const int MissingAction = -1;

    /// <summary>Moves to a row. The spans are copied.</summary>
    /// <param name="state">The features.</param>
    /// <param name="actionIndex">Zero-based key action, or <see cref="MissingAction"/>.</param>
    /// <param name="actionVector">Continuous action, or empty.</param>
    public abstract void Load(ReadOnlySpan<float> state, int actionIndex, ReadOnlySpan<float> actionVector);

    /// <summary>Writes the values of an output column of the current row.</summary>
    public abstract void Compute(int column, Span<float> values);
}
