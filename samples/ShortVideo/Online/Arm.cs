using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Policies;

namespace ShortVideo.Online;

/// <summary>One of the policies that are compared online.</summary>
/// <param name="Name">For the reader.</param>
/// <param name="Distribution">
/// From the prepared state, column <c>Features</c>, to the probability of each video by its place in the log's catalog, which is its <c>Action</c> key less 1.
/// What is shown is drawn from this: the distribution that is evaluated off-policy. Called by several threads at once.
/// </param>
internal sealed record Arm(string Name, Func<float[], float[]> Distribution)
{
    /// <summary>A policy over the catalog.</summary>
    public static Arm Of(string name, NeuralRankingModelParameters policy) => new(name, features => policy.CategoricalPolicy!.ActionProbabilities(features));

    /// <summary>A softmax over the scores of boosted trees.</summary>
    public static Arm Of(string name, TreeRanker trees, float temperature) => new(name, features => trees.Distribution(features, temperature));
}
