/** Workers and clients see only the workflows of the application of this name. */
export const APPLICATION = "postern";
