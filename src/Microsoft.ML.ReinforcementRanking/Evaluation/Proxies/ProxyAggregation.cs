namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies how the values of a signal become one number per user.</summary>
public enum ProxyAggregation
{
    /// <summary>The mean over the rows of the user, which does not depend on how active the user is.</summary>
    Mean,

    /// <summary>The sum over the rows of the user. Active users have larger sums of every signal.</summary>
    Sum,
}
