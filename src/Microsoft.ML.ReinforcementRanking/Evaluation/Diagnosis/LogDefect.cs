namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Specifies what <c>mlContext.Data.DiagnoseLog</c> found in a log.</summary>
public enum LogDefect
{
    /// <summary>Most sessions have a single row, so that no action has consequences.</summary>
    ShortSessions,

    /// <summary>A session ends where the log ends, so that its return is cut off.</summary>
    TruncatedSessions,

    /// <summary>The rows of a session are not in the order of their times, or not neighbors.</summary>
    RowsOutOfOrder,

    /// <summary>Rows are equal in all columns that are read, their time included.</summary>
    DuplicateRows,

    /// <summary>A number is NaN or infinite.</summary>
    MissingValues,

    /// <summary>A slot of the features has one value in all rows.</summary>
    ConstantFeatures,

    /// <summary>A slot of the features predicts the logged action nearly always.</summary>
    ActionLeak,

    /// <summary>A slot of the features predicts a response nearly always.</summary>
    ResponseLeak,

    /// <summary>A response has one value in all rows.</summary>
    ConstantResponse,

    /// <summary>A response is too rare to learn from.</summary>
    RareResponse,

    /// <summary>Actions that could have been chosen were never or hardly ever chosen.</summary>
    MissingSupport,

    /// <summary>Propensities are out of range, or the mean weight of the uniform policy is not 1.</summary>
    WrongPropensities,

    /// <summary>A session has rows in the training data and in the test data.</summary>
    SessionInBothSplits,

    /// <summary>Features, responses or actions have another distribution in the test data than in the training data.</summary>
    Drift,
}
