namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>One value of a network: a vector of <paramref name="Width"/> floats computed from earlier nodes.</summary>
internal abstract record PlanNode(int Width);

/// <summary>The input vector; always node 0 and only there.</summary>
internal sealed record InputNode(int Width) : PlanNode(Width);

/// <summary><c>activation(W x + b)</c> of node <paramref name="From"/>; W is [Width, width of From].</summary>
internal sealed record DenseNode(int From, int Width, Activation Activation) : PlanNode(Width);
