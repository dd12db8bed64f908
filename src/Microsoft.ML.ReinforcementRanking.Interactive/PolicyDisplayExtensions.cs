using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides what a notebook shows of a policy.</summary>
public static class PolicyDisplayExtensions
{
    /// <summary>Ranks the actions of a catalog in the first states of a log.</summary>
    /// <param name="policy">A policy over a catalog, from <c>model.GetRankingModel().CategoricalPolicy</c>.</param>
    /// <param name="states">
    /// Data with the features that the model reads, after every step of the pipeline that precedes it, such as <c>model.Transform(log)</c>. Shuffle it with
    /// <c>mlContext.Data.ShuffleRows</c> for random states.
    /// </param>
    /// <param name="featureColumnName">The column of the features, a vector of Single.</param>
    /// <param name="stateCount">The number of rows to read from the start of the data, at least 1. If there are fewer, all are read.</param>
    /// <param name="actionCount">The number of actions for each state, at least 1.</param>
    /// <exception cref="ArgumentException">The data have no row, or no column of that name that is a vector of Single.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static StateRankings RankStates(this CategoricalPolicy policy, IDataView states, string featureColumnName = "Features", int stateCount = 5,
        int actionCount = 3)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentOutOfRangeException.ThrowIfLessThan(stateCount, 1);
        if (states.Schema.GetColumnOrNull(featureColumnName) is not { Type: VectorDataViewType { ItemType: NumberDataViewType item } } column
            || item != NumberDataViewType.Single)
            throw new ArgumentException($"The data have no column '{featureColumnName}' that is a vector of Single.", nameof(states));

        List<IReadOnlyList<RankedAction>> rankings = [];
        using var cursor = states.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        while (rankings.Count < stateCount && cursor.MoveNext())
        {
            getter(ref features);
            rankings.Add(policy.TopActions([.. features.DenseValues()], actionCount));
        }
        return rankings.Count > 0 ? new(rankings) : throw new ArgumentException("The data have no row.", nameof(states));
    }
}
