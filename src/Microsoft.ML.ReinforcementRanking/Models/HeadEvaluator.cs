namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Evaluates a head row by row. What several columns share is computed once per row, and only when one of them is asked for.</summary>
internal abstract class HeadEvaluator
{
    /// <summary>Moves to a row, which stays as it is until the next one is loaded.</summary>
    public abstract void Load(HeadRow row);

    /// <summary>Writes the values of an output column of the current row; 1 and 0 for true and false.</summary>
    public abstract void Compute(int column, Span<float> values);
}
