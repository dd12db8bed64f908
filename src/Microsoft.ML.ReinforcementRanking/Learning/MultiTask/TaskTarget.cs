namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>A task of a fit.</summary>
/// <param name="Name">Its column.</param>
/// <param name="IsBinary">A probability of 0 and 1; otherwise a number whose standardized value is predicted.</param>
/// <param name="Mean">Of the column on the training rows; 0 for a binary task.</param>
/// <param name="Deviation">Of the column on the training rows; 1 for a binary task.</param>
/// <param name="LossWeight">Factor of the task's loss.</param>
internal sealed record TaskTarget(string Name, bool IsBinary, double Mean, double Deviation, double LossWeight)
{
    /// <summary>The column in the unit of the network's predictions.</summary>
    public float[] Standardize(float[] column) => IsBinary ? column : Array.ConvertAll(column, value => (float)((value - Mean) / Deviation));
}
