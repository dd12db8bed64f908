namespace ShortVideo.Simulator;

/// <summary>Represents the hidden properties of a user. The feature file shows them with noise.</summary>
/// <param name="Id">The index, which is <c>user_id</c> in the files.</param>
/// <param name="Taste">The latent vector of the user's taste.</param>
/// <param name="Sociability">How often the user interacts. It is standard normal.</param>
/// <param name="Patience">How long the user stays. It is standard normal.</param>
/// <param name="Need">The latent vector of the user's needs, which is independent of the taste.</param>
internal sealed record SimulatedUser(int Id, double[] Taste, double Sociability, double Patience, double[] Need);
