"""The A.D.O.C. questionnaires: what they ask, what answers mean, what is proposed, and what is wrong with them."""
