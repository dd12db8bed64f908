namespace ShortVideo.Simulator;

/// <summary>What a user is like. Nobody but the simulator sees it; the feature file shows it through noise.</summary>
/// <param name="Id">Index, and <c>user_id</c> in the files.</param>
/// <param name="Taste">Place in the space of tastes.</param>
/// <param name="Sociability">How easily the user interacts; standard normal.</param>
/// <param name="Patience">How slowly the user leaves; standard normal.</param>
/// <param name="Need">Place in the space of needs, which has nothing to do with tastes.</param>
internal sealed record SimulatedUser(int Id, double[] Taste, double Sociability, double Patience, double[] Need);
